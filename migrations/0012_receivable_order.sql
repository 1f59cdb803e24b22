-- The list of receivables is read page by page in the order of the due day: with the id in the index, a page costs the same
-- wherever it starts.
drop index receivables.receivable_open_due;
create index receivable_open_due on receivables.receivable (org_id, due_on, id) where open_minor > 0;
