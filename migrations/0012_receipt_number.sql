-- A receipt's number in one step: drawn, written out and known to be free. Before, the program drew a number, wrote it and asked
-- whether an import had brought it already: two round trips more for every receipt.
create function cash.next_receipt_number(p_year int) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  drawn bigint;
  written text;
begin
  loop
    drawn := cash.next_receipt_no(p_year);
    written := format('R-%s-%s', p_year, lpad(drawn::text, greatest(6, length(drawn::text)), '0'));
    exit when not exists (select from receivables.credit c
      where c.org_id = platform.org_id() and c.kind = 'RECEIPT' and c.number_key = lower(written) and c.voided_event_id is null);
  end loop;
  return written;
end $$;
revoke execute on function cash.next_receipt_number(int) from public;
revoke execute on function cash.next_receipt_no(int) from huikuan_app;
grant execute on function cash.next_receipt_number(int) to huikuan_app;
