-- Receipts: what is known about money that came in, beside its credit (receivables.credit carries the amount and what is left of it),
-- and why each allocation was made the way it was (rulebook 3.10: the designation text or the rule is stored).
create table cash.receipt (
  org_id bigint not null,
  credit_id bigint not null,
  received_on date not null,
  -- glossary 68-75; a bill or cheque is entered when its money is there
  instrument text not null default 'BANK_TRANSFER' check (instrument in
    ('BANK_TRANSFER', 'E_PAYMENT', 'CARD', 'CASH', 'CHEQUE', 'BANK_ACCEPTANCE', 'COMMERCIAL_ACCEPTANCE', 'OTHER')),
  reference text check (length(reference) <= 500),        -- what the payer wrote: the remittance text
  payer_name text check (length(payer_name) <= 300),
  bank_account text check (length(bank_account) <= 100),  -- the account the money came from, as written
  note text check (length(note) <= 2000),
  primary key (org_id, credit_id),
  foreign key (org_id, credit_id) references receivables.credit (org_id, id)
);

-- One row an act of allocating: the mode and its words. The posted allocations are the postings of the same event and credit.
create table cash.allocation_decision (
  org_id bigint not null,
  event_id bigint not null,
  credit_id bigint not null,
  mode text not null check (mode in ('OLDEST_FIRST', 'STATUTORY_CN', 'BY_REMITTANCE', 'PRO_RATA', 'MANUAL')),
  designation text check (length(designation) <= 2000),   -- what the payer named, as given
  primary key (org_id, event_id, credit_id),
  foreign key (org_id, credit_id) references receivables.credit (org_id, id)
);

create trigger receipt_append_only before update or delete on cash.receipt for each row execute function platform.refuse();
create trigger receipt_no_truncate before truncate on cash.receipt execute function platform.refuse();
create trigger allocation_decision_append_only before update or delete on cash.allocation_decision for each row execute function platform.refuse();
create trigger allocation_decision_no_truncate before truncate on cash.allocation_decision execute function platform.refuse();

-- Receipt numbers (I-29). A counter row would make every receipt of a company wait for the commit of the one before;
-- a sequence per company and year does not. Its price is a gap where a receipt was refused after drawing its number.
-- Definer rights, because the application may not create sequences; it can only ask for its own company's next number.
create function cash.next_receipt_no(p_year int) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare name text := format('receipt_no_%s_%s', platform.org_id(), p_year);
begin
  if platform.org_id() is null or p_year not between 1900 and 2199 then
    raise exception 'no company or no such year' using errcode = 'invalid_parameter_value';
  end if;
  if to_regclass('cash.' || name) is null then
    perform pg_advisory_xact_lock(727005, hashtext(name));
    execute format('create sequence if not exists cash.%I', name);
  end if;
  return nextval('cash.' || name);
end $$;
revoke execute on function cash.next_receipt_no(int) from public;

alter table cash.receipt enable row level security;
alter table cash.allocation_decision enable row level security;
create policy receipt_visible on cash.receipt using (org_id = (select platform.org_id())
  and ((select platform.sees_company()) or credit_id in (select c.id from receivables.credit c)))
  with check (org_id = (select platform.org_id()));
create policy allocation_decision_visible on cash.allocation_decision using (org_id = (select platform.org_id())
  and ((select platform.sees_company()) or credit_id in (select c.id from receivables.credit c)))
  with check (org_id = (select platform.org_id()));
grant select, insert on cash.receipt, cash.allocation_decision to huikuan_app;
grant execute on function cash.next_receipt_no(int) to huikuan_app;
