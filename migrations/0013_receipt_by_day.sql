-- The receipts' list shows the newest first: a page must not sort every receipt of the company.
create index receipt_by_day on cash.receipt (org_id, received_on desc, credit_id desc);
