-- The schema as the migrations leave it, from the catalogue. Made by test/schema.test.ts; never edited, never run.

create table access.api_key (
  org_id bigint not null,
  id bigint not null identity,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  permissions text[] not null,
  created_by bigint not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone
); -- row-level security
-- constraint api_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
-- constraint api_key_org_id_created_by_fkey FOREIGN KEY (org_id, created_by) REFERENCES access.membership(org_id, user_id)
-- constraint api_key_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint api_key_permissions_check CHECK ((cardinality(permissions) > 0))
-- constraint api_key_pkey PRIMARY KEY (org_id, id)
-- constraint api_key_secret_hash_key UNIQUE (secret_hash)
-- policy api_key_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table access.denial (
  org_id bigint not null,
  id bigint not null identity,
  actor_id bigint,
  actor_label text not null,
  via text not null,
  permission text not null,
  method text not null,
  path text not null,
  network text not null,
  denied_at timestamp with time zone not null
); -- row-level security
-- constraint denial_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint denial_pkey PRIMARY KEY (org_id, id)
-- CREATE TRIGGER denial_append_only BEFORE DELETE OR UPDATE ON access.denial FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER denial_no_truncate BEFORE TRUNCATE ON access.denial FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- policy denial_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create view access.member as
 SELECT m.org_id,
    m.user_id,
    m.name,
    u.email,
    m.roles,
    m.team_id,
    t.name AS team_name,
    ((m.disabled_at IS NULL) AND (m.accepted_at IS NOT NULL)) AS active
   FROM ((access.membership m
     JOIN access.user_account u ON ((u.user_id = m.user_id)))
     LEFT JOIN access.team t ON (((t.org_id = m.org_id) AND (t.id = m.team_id))));

create table access.membership (
  org_id bigint not null,
  user_id bigint not null,
  name text not null,
  roles text[] not null,
  team_id bigint,
  invited_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  disabled_at timestamp with time zone,
  version integer not null default 1
); -- row-level security
-- constraint membership_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
-- constraint membership_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint membership_org_id_team_id_fkey FOREIGN KEY (org_id, team_id) REFERENCES access.team(org_id, id)
-- constraint membership_pkey PRIMARY KEY (org_id, user_id)
-- constraint membership_roles CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['SALES_REP'::text, 'SALES_MANAGER'::text, 'FINANCE'::text, 'LEGAL'::text, 'ADMIN'::text, 'AUDITOR'::text])))
-- constraint membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES access.user_account(user_id)
-- CREATE INDEX membership_by_user ON access.membership USING btree (user_id)
-- policy membership_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table access.one_time_link (
  token_hash bytea not null,
  purpose text not null,
  org_id bigint,
  user_id bigint,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
); -- row-level security
-- constraint one_time_link_check CHECK (((purpose = 'setup'::text) = (user_id IS NULL)))
-- constraint one_time_link_check1 CHECK (((user_id IS NULL) = (org_id IS NULL)))
-- constraint one_time_link_org_id_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES access.membership(org_id, user_id)
-- constraint one_time_link_pkey PRIMARY KEY (token_hash)
-- constraint one_time_link_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invite'::text, 'reset'::text])))
-- policy one_time_link_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select to huikuan_app

create table access.session (
  session_id bigint not null identity,
  token_hash bytea not null,
  user_id bigint not null,
  org_id bigint not null,
  network text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  revoked_at timestamp with time zone
); -- row-level security
-- constraint session_org_id_user_id_fkey FOREIGN KEY (org_id, user_id) REFERENCES access.membership(org_id, user_id)
-- constraint session_pkey PRIMARY KEY (session_id)
-- constraint session_token_hash_key UNIQUE (token_hash)
-- constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES access.user_account(user_id)
-- CREATE INDEX session_by_user ON access.session USING btree (user_id) WHERE (revoked_at IS NULL)
-- policy session_own for ALL using (((user_id = ( SELECT platform.user_id() AS user_id)) OR (org_id = ( SELECT platform.org_id() AS org_id)))) check (((user_id = ( SELECT platform.user_id() AS user_id)) OR (org_id = ( SELECT platform.org_id() AS org_id))))
-- grant insert, select to huikuan_app

create table access.sign_in_attempt (
  attempt_id bigint not null identity,
  account_key bytea not null,
  network text not null,
  succeeded boolean not null,
  attempted_at timestamp with time zone not null
);
-- constraint sign_in_attempt_pkey PRIMARY KEY (attempt_id)
-- CREATE INDEX sign_in_attempt_by_account ON access.sign_in_attempt USING btree (account_key, attempted_at)
-- CREATE INDEX sign_in_attempt_by_network ON access.sign_in_attempt USING btree (network, attempted_at)
-- grant delete, insert, select to huikuan_app

create table access.team (
  org_id bigint not null,
  id bigint not null identity,
  name text not null,
  created_at timestamp with time zone not null
); -- row-level security
-- constraint team_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
-- constraint team_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint team_pkey PRIMARY KEY (org_id, id)
-- CREATE UNIQUE INDEX team_name ON access.team USING btree (org_id, lower(name))
-- policy team_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select to huikuan_app

create table access.user_account (
  user_id bigint not null identity,
  email text not null,
  email_key text not null,
  language text not null,
  password_hash text,
  password_changed_at timestamp with time zone,
  created_at timestamp with time zone not null
); -- row-level security
-- constraint user_account_email_check CHECK (((length(email) >= 3) AND (length(email) <= 254)))
-- constraint user_account_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'zh-TW'::text, 'en'::text])))
-- constraint user_account_pkey PRIMARY KEY (user_id)
-- CREATE UNIQUE INDEX user_account_email ON access.user_account USING btree (email_key)
-- policy user_account_known for ALL using (((user_id = ( SELECT platform.user_id() AS user_id)) OR (user_id IN ( SELECT m.user_id
   FROM access.membership m
  WHERE (m.org_id = ( SELECT platform.org_id() AS org_id)))))) check (true)
-- policy user_account_self for UPDATE using ((user_id = ( SELECT platform.user_id() AS user_id))) check ((user_id = ( SELECT platform.user_id() AS user_id)))
-- grant insert to huikuan_app

create table cash.allocation_decision (
  org_id bigint not null,
  event_id bigint not null,
  credit_id bigint not null,
  mode text not null,
  designation text
); -- row-level security
-- constraint allocation_decision_designation_check CHECK ((length(designation) <= 2000))
-- constraint allocation_decision_mode_check CHECK ((mode = ANY (ARRAY['OLDEST_FIRST'::text, 'STATUTORY_CN'::text, 'BY_REMITTANCE'::text, 'PRO_RATA'::text, 'MANUAL'::text])))
-- constraint allocation_decision_org_id_credit_id_fkey FOREIGN KEY (org_id, credit_id) REFERENCES receivables.credit(org_id, id)
-- constraint allocation_decision_pkey PRIMARY KEY (org_id, event_id, credit_id)
-- CREATE TRIGGER allocation_decision_append_only BEFORE DELETE OR UPDATE ON cash.allocation_decision FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER allocation_decision_no_truncate BEFORE TRUNCATE ON cash.allocation_decision FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- policy allocation_decision_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (credit_id IN ( SELECT c.id
   FROM receivables.credit c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table cash.receipt (
  org_id bigint not null,
  credit_id bigint not null,
  received_on date not null,
  instrument text not null default 'BANK_TRANSFER'::text,
  reference text,
  payer_name text,
  bank_account text,
  note text
); -- row-level security
-- constraint receipt_bank_account_check CHECK ((length(bank_account) <= 100))
-- constraint receipt_instrument_check CHECK ((instrument = ANY (ARRAY['BANK_TRANSFER'::text, 'E_PAYMENT'::text, 'CARD'::text, 'CASH'::text, 'CHEQUE'::text, 'BANK_ACCEPTANCE'::text, 'COMMERCIAL_ACCEPTANCE'::text, 'OTHER'::text])))
-- constraint receipt_note_check CHECK ((length(note) <= 2000))
-- constraint receipt_org_id_credit_id_fkey FOREIGN KEY (org_id, credit_id) REFERENCES receivables.credit(org_id, id)
-- constraint receipt_payer_name_check CHECK ((length(payer_name) <= 300))
-- constraint receipt_pkey PRIMARY KEY (org_id, credit_id)
-- constraint receipt_reference_check CHECK ((length(reference) <= 500))
-- CREATE INDEX receipt_by_day ON cash.receipt USING btree (org_id, received_on DESC, credit_id DESC)
-- CREATE TRIGGER receipt_append_only BEFORE DELETE OR UPDATE ON cash.receipt FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER receipt_no_truncate BEFORE TRUNCATE ON cash.receipt FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- policy receipt_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (credit_id IN ( SELECT c.id
   FROM receivables.credit c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table collections.activity (
  org_id bigint not null,
  id bigint not null identity,
  customer_id bigint not null,
  kind text not null,
  happened_on date not null,
  body text not null,
  author_id bigint,
  author_label text not null,
  event_id bigint not null,
  recorded_at timestamp with time zone not null
); -- row-level security
-- constraint activity_body_check CHECK (((length(body) >= 1) AND (length(body) <= 10000)))
-- constraint activity_kind_check CHECK ((kind = 'NOTE'::text))
-- constraint activity_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint activity_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint activity_pkey PRIMARY KEY (org_id, id)
-- CREATE INDEX activity_by_customer ON collections.activity USING btree (org_id, customer_id, happened_on DESC)
-- CREATE UNIQUE INDEX activity_by_event ON collections.activity USING btree (org_id, event_id)
-- CREATE TRIGGER activity_append_only BEFORE DELETE OR UPDATE ON collections.activity FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- policy activity_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table collections.worklist_cache (
  org_id bigint not null,
  as_of_on date not null,
  seen pg_snapshot not null,
  last_event_id bigint not null,
  weights text not null,
  customers integer not null,
  filled_at timestamp with time zone not null
); -- row-level security
-- constraint worklist_cache_pkey PRIMARY KEY (org_id, as_of_on)
-- policy worklist_cache_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table collections.worklist_row (
  org_id bigint not null,
  as_of_on date not null,
  customer_id bigint not null,
  currency character(3) not null,
  rank_group text not null,
  rank_position bigint not null,
  gain_minor bigint not null,
  open_minor bigint not null,
  overdue_minor bigint not null,
  due_soon_minor bigint not null,
  unapplied_minor bigint not null,
  age_minor bigint[] not null,
  oldest_days integer,
  last_contact_on date,
  last_contact_kind text,
  paid_count integer not null,
  days_late_year integer,
  days_late_recent integer,
  limit_minor bigint
); -- row-level security
-- constraint worklist_row_pkey PRIMARY KEY (org_id, as_of_on, customer_id, currency)
-- CREATE INDEX worklist_row_ranked ON collections.worklist_row USING btree (org_id, as_of_on, rank_group, rank_position, customer_id, currency) WHERE ((overdue_minor > 0) OR (due_soon_minor > 0))
-- policy worklist_row_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table collections.worklist_total (
  org_id bigint not null,
  as_of_on date not null,
  currency character(3) not null,
  customers integer not null,
  open_minor bigint not null,
  overdue_minor bigint not null,
  due_soon_minor bigint not null,
  due_count integer not null,
  cold_count integer not null,
  big_count integer not null
); -- row-level security
-- constraint worklist_total_pkey PRIMARY KEY (org_id, as_of_on, currency)
-- policy worklist_total_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table connectors.import_batch (
  org_id bigint not null,
  id bigint not null identity,
  file_id bigint not null,
  file_name text not null,
  status text not null,
  auto boolean not null,
  repeated boolean not null default false,
  object text,
  chosen jsonb not null default '{}'::jsonb,
  mapping_from text,
  inspection jsonb,
  preview jsonb,
  rows_mode text,
  result jsonb,
  error_code text,
  error_detail jsonb,
  created_by bigint,
  created_by_label text not null,
  created_at timestamp with time zone not null,
  as_of_on date not null,
  finished_at timestamp with time zone,
  commit_event_id bigint,
  undo_event_id bigint,
  undone_at timestamp with time zone
); -- row-level security
-- constraint import_batch_check CHECK (((status = ANY (ARRAY['DONE'::text, 'DONE_PARTLY'::text, 'UNDONE'::text])) = (commit_event_id IS NOT NULL)))
-- constraint import_batch_org_id_file_id_fkey FOREIGN KEY (org_id, file_id) REFERENCES connectors.import_file(org_id, id)
-- constraint import_batch_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint import_batch_pkey PRIMARY KEY (org_id, id)
-- constraint import_batch_rows_mode_check CHECK ((rows_mode = ANY (ARRAY['all'::text, 'valid'::text])))
-- constraint import_batch_status_check CHECK ((status = ANY (ARRAY['INSPECTING'::text, 'REVIEW'::text, 'CHECKING'::text, 'READY'::text, 'COMMITTING'::text, 'DONE'::text, 'DONE_PARTLY'::text, 'FAILED'::text, 'CANCELLED'::text, 'UNDONE'::text])))
-- CREATE INDEX import_batch_recent ON connectors.import_batch USING btree (org_id, id DESC)
-- CREATE UNIQUE INDEX import_batch_once ON connectors.import_batch USING btree (org_id, file_id) WHERE ((status <> ALL (ARRAY['FAILED'::text, 'CANCELLED'::text, 'UNDONE'::text])) AND (NOT repeated))
-- policy import_batch_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table connectors.import_change (
  org_id bigint not null,
  id bigint not null identity,
  batch_id bigint not null,
  row_no integer not null,
  subject_kind text not null,
  subject_id bigint not null,
  before jsonb not null,
  after jsonb not null
); -- row-level security
-- constraint import_change_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES connectors.import_batch(org_id, id)
-- constraint import_change_pkey PRIMARY KEY (org_id, id)
-- constraint import_change_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['document'::text, 'customer'::text, 'contact'::text, 'limit'::text])))
-- CREATE INDEX import_change_by_batch ON connectors.import_change USING btree (org_id, batch_id, row_no)
-- policy import_change_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table connectors.import_file (
  org_id bigint not null,
  id bigint not null identity,
  name text not null,
  sha256 bytea not null,
  size_bytes bigint not null,
  content bytea not null,
  uploaded_at timestamp with time zone not null
); -- row-level security
-- constraint import_file_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
-- constraint import_file_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint import_file_org_id_sha256_key UNIQUE (org_id, sha256)
-- constraint import_file_pkey PRIMARY KEY (org_id, id)
-- constraint import_file_sha256_check CHECK ((length(sha256) = 32))
-- policy import_file_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table connectors.import_issue (
  org_id bigint not null,
  id bigint not null identity,
  batch_id bigint not null,
  row_no integer not null,
  found_by text not null,
  column_name text not null,
  field text,
  value text not null,
  code text not null,
  severity text not null
); -- row-level security
-- constraint import_issue_found_by_check CHECK ((found_by = ANY (ARRAY['file'::text, 'ledger'::text])))
-- constraint import_issue_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES connectors.import_batch(org_id, id)
-- constraint import_issue_pkey PRIMARY KEY (org_id, id)
-- constraint import_issue_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text])))
-- CREATE INDEX import_issue_by_batch ON connectors.import_issue USING btree (org_id, batch_id, row_no, id)
-- policy import_issue_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select to huikuan_app

create table connectors.import_mapping (
  org_id bigint not null,
  fingerprint text not null,
  object text not null,
  mapping jsonb not null,
  used_by_label text not null,
  used_at timestamp with time zone not null
); -- row-level security
-- constraint import_mapping_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint import_mapping_pkey PRIMARY KEY (org_id, fingerprint)
-- policy import_mapping_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select, update to huikuan_app

create table connectors.import_progress (
  org_id bigint not null,
  batch_id bigint not null,
  done_rows integer not null default 0,
  total_rows integer not null default 0,
  cancel_wanted boolean not null default false,
  touched_at timestamp with time zone not null
); -- row-level security
-- constraint import_progress_org_id_batch_id_fkey FOREIGN KEY (org_id, batch_id) REFERENCES connectors.import_batch(org_id, id)
-- constraint import_progress_pkey PRIMARY KEY (org_id, batch_id)
-- policy import_progress_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select, update to huikuan_app

create table connectors.staged_document (
  org_id bigint not null,
  batch_id bigint not null,
  row_no integer not null,
  wrong boolean not null,
  number text,
  number_key text,
  instalment_no integer,
  customer_no text,
  customer_no_key text,
  customer_name text,
  customer_name_key text,
  kind text,
  kind_stated boolean not null,
  currency text,
  amount_minor bigint,
  file_minor bigint,
  paid_minor bigint not null default 0,
  paid_on date,
  paid_reason text,
  doc_on date,
  doc_stated boolean not null,
  due_on date,
  contract_no text,
  order_no text,
  note text,
  owner text,
  contact_email text,
  verdict text,
  customer_id bigint,
  document_id bigint,
  receivable_id bigint,
  credit_id bigint,
  receipt_number text,
  leads boolean not null default false,
  document_minor bigint,
  due_by_terms_on date,
  more_paid_minor bigint not null default 0
); -- row-level security
-- constraint staged_document_pkey PRIMARY KEY (org_id, batch_id, row_no)
-- constraint staged_document_verdict_check CHECK ((verdict = ANY (ARRAY['NEW'::text, 'CHANGED'::text, 'SAME'::text, 'CONFLICT'::text, 'WRONG'::text, 'REPEATED'::text])))
-- policy staged_document_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table connectors.staged_record (
  org_id bigint not null,
  batch_id bigint not null,
  row_no integer not null,
  record_key text,
  content jsonb not null,
  wrong boolean not null,
  verdict text,
  customer_id bigint,
  subject_id bigint,
  before jsonb,
  after jsonb
); -- row-level security
-- constraint staged_record_pkey PRIMARY KEY (org_id, batch_id, row_no)
-- constraint staged_record_verdict_check CHECK ((verdict = ANY (ARRAY['NEW'::text, 'CHANGED'::text, 'SAME'::text, 'CONFLICT'::text, 'WRONG'::text, 'REPEATED'::text])))
-- policy staged_record_company for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ( SELECT platform.sees_company() AS sees_company))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table credit.credit_limit (
  org_id bigint not null,
  id bigint not null identity,
  customer_id bigint not null,
  amount_minor bigint,
  currency character(3) not null,
  valid_from_on date not null,
  valid_to_on date,
  note text,
  source_batch_id bigint,
  event_id bigint not null,
  set_at timestamp with time zone not null
); -- row-level security
-- constraint credit_limit_amount_minor_check CHECK (((amount_minor >= 0) AND (amount_minor <= '100000000000000000'::bigint)))
-- constraint credit_limit_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
-- constraint credit_limit_note_check CHECK ((length(note) <= 2000))
-- constraint credit_limit_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint credit_limit_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint credit_limit_period CHECK ((valid_to_on >= valid_from_on))
-- constraint credit_limit_pkey PRIMARY KEY (org_id, id)
-- CREATE INDEX credit_limit_by_batch ON credit.credit_limit USING btree (org_id, source_batch_id) WHERE (source_batch_id IS NOT NULL)
-- CREATE INDEX credit_limit_current ON credit.credit_limit USING btree (org_id, customer_id, valid_from_on DESC, id DESC)
-- CREATE TRIGGER credit_limit_no_update BEFORE UPDATE ON credit.credit_limit FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- policy credit_limit_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select to huikuan_app

create table parties.contact (
  org_id bigint not null,
  id bigint not null identity,
  customer_id bigint not null,
  name text not null,
  title text,
  roles text[] not null default '{}'::text[],
  email text,
  phone text,
  mobile text,
  wechat text,
  language text,
  is_primary boolean not null default false,
  note text,
  archived_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  source_batch_id bigint
); -- row-level security
-- constraint contact_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'zh-TW'::text, 'en'::text])))
-- constraint contact_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
-- constraint contact_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint contact_pkey PRIMARY KEY (org_id, id)
-- CREATE INDEX contact_by_customer ON parties.contact USING btree (org_id, customer_id)
-- policy contact_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table parties.customer (
  org_id bigint not null,
  id bigint not null identity,
  customer_no text not null,
  customer_no_key text not null,
  legal_name text not null,
  short_name text,
  name_key text not null,
  search_text text not null default ''::text,
  tax_id text,
  country character(2) not null default 'CN'::bpchar,
  customer_type text not null default 'SME'::text,
  enterprise_size text,
  parent_id bigint,
  sales_owner_id bigint,
  finance_owner_id bigint,
  team_id bigint,
  tags text[] not null default '{}'::text[],
  payment_term_days integer,
  currency character(3),
  address text,
  phone text,
  note text,
  merged_into_id bigint,
  archived_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  source_batch_id bigint
); -- row-level security
-- constraint customer_check CHECK (((merged_into_id IS NULL) OR (merged_into_id <> id)))
-- constraint customer_check1 CHECK (((parent_id IS NULL) OR (parent_id <> id)))
-- constraint customer_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
-- constraint customer_customer_no_check CHECK (((length(customer_no) >= 1) AND (length(customer_no) <= 64)))
-- constraint customer_customer_type_check CHECK ((customer_type = ANY (ARRAY['GOVERNMENT_ORGAN'::text, 'PUBLIC_INSTITUTION'::text, 'SOE'::text, 'LARGE_PRIVATE'::text, 'SME'::text, 'DISTRIBUTOR'::text, 'OVERSEAS'::text])))
-- constraint customer_enterprise_size_check CHECK ((enterprise_size = ANY (ARRAY['LARGE'::text, 'MEDIUM'::text, 'SMALL'::text, 'MICRO'::text])))
-- constraint customer_legal_name_check CHECK (((length(legal_name) >= 1) AND (length(legal_name) <= 300)))
-- constraint customer_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint customer_org_id_merged_into_id_fkey FOREIGN KEY (org_id, merged_into_id) REFERENCES parties.customer(org_id, id)
-- constraint customer_org_id_parent_id_fkey FOREIGN KEY (org_id, parent_id) REFERENCES parties.customer(org_id, id)
-- constraint customer_payment_term_days_check CHECK (((payment_term_days >= 0) AND (payment_term_days <= 3650)))
-- constraint customer_pkey PRIMARY KEY (org_id, id)
-- constraint customer_short_name_check CHECK ((length(short_name) <= 100))
-- CREATE INDEX customer_by_finance_owner ON parties.customer USING btree (org_id, finance_owner_id)
-- CREATE INDEX customer_by_name ON parties.customer USING btree (org_id, name_key)
-- CREATE INDEX customer_by_sales_owner ON parties.customer USING btree (org_id, sales_owner_id)
-- CREATE INDEX customer_by_team ON parties.customer USING btree (org_id, team_id)
-- CREATE INDEX customer_merged ON parties.customer USING btree (org_id, merged_into_id) WHERE (merged_into_id IS NOT NULL)
-- CREATE UNIQUE INDEX customer_no_unique ON parties.customer USING btree (org_id, customer_no_key)
-- policy customer_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR ((( SELECT platform.scope() AS scope) = 'team'::text) AND ((team_id = ANY (( SELECT platform.team_ids() AS team_ids)::bigint[])) OR (sales_owner_id = ( SELECT platform.user_id() AS user_id)))) OR ((( SELECT platform.scope() AS scope) = 'own'::text) AND ((sales_owner_id = ( SELECT platform.user_id() AS user_id)) OR (finance_owner_id = ( SELECT platform.user_id() AS user_id))))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant delete, insert, select, update to huikuan_app

create table parties.customer_merge (
  org_id bigint not null,
  id bigint not null identity,
  from_customer_id bigint not null,
  into_customer_id bigint not null,
  merged_at timestamp with time zone not null,
  merged_by bigint,
  owners_before jsonb not null,
  undone_at timestamp with time zone,
  undone_by bigint
); -- row-level security
-- constraint customer_merge_org_id_from_customer_id_fkey FOREIGN KEY (org_id, from_customer_id) REFERENCES parties.customer(org_id, id)
-- constraint customer_merge_org_id_into_customer_id_fkey FOREIGN KEY (org_id, into_customer_id) REFERENCES parties.customer(org_id, id)
-- constraint customer_merge_pkey PRIMARY KEY (org_id, id)
-- CREATE UNIQUE INDEX customer_merge_live ON parties.customer_merge USING btree (org_id, from_customer_id) WHERE (undone_at IS NULL)
-- policy customer_merge_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (into_customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select, update to huikuan_app

create table platform.event (
  org_id bigint not null,
  id bigint not null,
  command text not null,
  actor_id bigint,
  actor_label text not null,
  via text not null,
  request_id text not null,
  idempotency_key text,
  input_hash bytea not null,
  result jsonb,
  subject_kind text,
  subject_id bigint,
  customer_id bigint,
  as_of_on date not null,
  recorded_at timestamp with time zone not null,
  body text not null,
  xid xid8 not null default pg_current_xact_id()
); -- row-level security
-- constraint event_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint event_pkey PRIMARY KEY (org_id, id)
-- constraint event_via_check CHECK ((via = ANY (ARRAY['web'::text, 'api'::text, 'cli'::text, 'job'::text, 'setup'::text])))
-- CREATE INDEX event_by_customer ON platform.event USING btree (org_id, customer_id, id DESC) WHERE (customer_id IS NOT NULL)
-- CREATE INDEX event_by_subject ON platform.event USING btree (org_id, subject_kind, subject_id, id) WHERE (subject_id IS NOT NULL)
-- CREATE INDEX event_by_xid ON platform.event USING btree (org_id, xid)
-- CREATE UNIQUE INDEX event_idempotency ON platform.event USING btree (org_id, COALESCE(actor_id, (0)::bigint), idempotency_key) WHERE (idempotency_key IS NOT NULL)
-- CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON platform.event FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON platform.event FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- policy event_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND ((( SELECT platform.scope() AS scope) = 'company'::text) OR (actor_id = ( SELECT platform.user_id() AS user_id)) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c
  WHERE (c.org_id = event.org_id)))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table platform.event_seal (
  org_id bigint not null,
  seq bigint not null,
  event_id bigint not null,
  hash bytea not null,
  sealed_at timestamp with time zone not null
); -- row-level security
-- constraint event_seal_org_id_event_id_fkey FOREIGN KEY (org_id, event_id) REFERENCES platform.event(org_id, id)
-- constraint event_seal_org_id_event_id_key UNIQUE (org_id, event_id)
-- constraint event_seal_pkey PRIMARY KEY (org_id, seq)
-- CREATE TRIGGER event_seal_append_only BEFORE DELETE OR UPDATE ON platform.event_seal FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER event_seal_no_truncate BEFORE TRUNCATE ON platform.event_seal FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- policy event_seal_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table platform.job_run (
  org_id bigint not null,
  id bigint not null identity,
  job text not null,
  payload jsonb not null,
  attempt integer not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  result text,
  error text
); -- row-level security
-- constraint job_run_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint job_run_pkey PRIMARY KEY (org_id, id)
-- constraint job_run_result_check CHECK ((result = ANY (ARRAY['done'::text, 'failed'::text])))
-- CREATE INDEX job_run_recent ON platform.job_run USING btree (org_id, started_at DESC)
-- policy job_run_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table platform.organisation (
  org_id bigint not null identity,
  name text not null,
  country character(2) not null default 'CN'::bpchar,
  currency character(3) not null,
  time_zone text not null,
  language text not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now()
); -- row-level security
-- constraint organisation_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
-- constraint organisation_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'zh-TW'::text, 'en'::text])))
-- constraint organisation_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
-- constraint organisation_pkey PRIMARY KEY (org_id)
-- policy organisation_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant select to huikuan_app

create table receivables.credit (
  org_id bigint not null,
  id bigint not null identity,
  kind text not null,
  document_id bigint,
  number text not null,
  number_key text not null,
  customer_id bigint not null,
  currency character(3) not null,
  amount_minor bigint not null,
  effective_on date not null,
  applied_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  reversed_minor bigint not null default 0,
  unapplied_minor bigint not null generated always as ((((amount_minor - applied_minor) - refunded_minor) - reversed_minor)) stored,
  source_batch_id bigint,
  source_row integer,
  event_id bigint not null,
  posted_at timestamp with time zone not null,
  voided_event_id bigint
); -- row-level security
-- constraint credit_amount_minor_check CHECK (((amount_minor > 0) AND (amount_minor <= '100000000000000000'::bigint)))
-- constraint credit_applied_minor_check CHECK ((applied_minor >= 0))
-- constraint credit_check CHECK (((kind = 'CREDIT_NOTE'::text) = (document_id IS NOT NULL)))
-- constraint credit_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
-- constraint credit_kind_check CHECK ((kind = ANY (ARRAY['RECEIPT'::text, 'CREDIT_NOTE'::text])))
-- constraint credit_not_over CHECK ((((applied_minor + refunded_minor) + reversed_minor) <= amount_minor))
-- constraint credit_number_check CHECK (((length(number) >= 1) AND (length(number) <= 120)))
-- constraint credit_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint credit_org_id_document_id_currency_fkey FOREIGN KEY (org_id, document_id, currency) REFERENCES receivables.document(org_id, id, currency)
-- constraint credit_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint credit_org_id_id_currency_key UNIQUE (org_id, id, currency)
-- constraint credit_pkey PRIMARY KEY (org_id, id)
-- constraint credit_refunded_minor_check CHECK ((refunded_minor >= 0))
-- constraint credit_reversed_minor_check CHECK ((reversed_minor >= 0))
-- CREATE INDEX credit_by_amount ON receivables.credit USING btree (org_id, amount_minor) WHERE (kind = 'RECEIPT'::text)
-- CREATE INDEX credit_by_batch ON receivables.credit USING btree (org_id, source_batch_id) WHERE (source_batch_id IS NOT NULL)
-- CREATE INDEX credit_by_customer ON receivables.credit USING btree (org_id, customer_id, effective_on DESC)
-- CREATE INDEX credit_unapplied ON receivables.credit USING btree (org_id, customer_id, currency) INCLUDE (unapplied_minor, kind) WHERE (unapplied_minor > 0)
-- CREATE UNIQUE INDEX credit_number ON receivables.credit USING btree (org_id, kind, number_key) WHERE (voided_event_id IS NULL)
-- CREATE CONSTRAINT TRIGGER credit_total_proved AFTER INSERT OR UPDATE OF applied_minor, refunded_minor, reversed_minor ON receivables.credit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION receivables.prove_credit()
-- CREATE TRIGGER credit_immutable BEFORE UPDATE ON receivables.credit FOR EACH ROW EXECUTE FUNCTION receivables.credit_frozen()
-- CREATE TRIGGER credit_no_delete BEFORE DELETE ON receivables.credit FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- policy credit_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table receivables.document (
  org_id bigint not null,
  id bigint not null identity,
  kind text not null,
  number text not null,
  number_key text not null,
  customer_id bigint not null,
  currency character(3) not null,
  amount_minor bigint not null,
  doc_on date not null,
  contract_no text,
  order_no text,
  note text,
  source_batch_id bigint,
  source_row integer,
  event_id bigint not null,
  posted_at timestamp with time zone not null,
  voided_event_id bigint
); -- row-level security
-- constraint document_amount_minor_check CHECK (((amount_minor > 0) AND (amount_minor <= '100000000000000000'::bigint)))
-- constraint document_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text))
-- constraint document_kind_check CHECK ((kind = ANY (ARRAY['INVOICE'::text, 'DEBIT_NOTE'::text, 'CREDIT_NOTE'::text, 'OPENING_BALANCE'::text])))
-- constraint document_number_check CHECK (((length(number) >= 1) AND (length(number) <= 100)))
-- constraint document_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint document_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint document_org_id_id_currency_key UNIQUE (org_id, id, currency)
-- constraint document_pkey PRIMARY KEY (org_id, id)
-- CREATE INDEX document_by_batch ON receivables.document USING btree (org_id, source_batch_id) WHERE (source_batch_id IS NOT NULL)
-- CREATE INDEX document_by_customer ON receivables.document USING btree (org_id, customer_id, doc_on DESC)
-- CREATE UNIQUE INDEX document_number ON receivables.document USING btree (org_id, number_key) WHERE (voided_event_id IS NULL)
-- CREATE TRIGGER document_immutable BEFORE UPDATE ON receivables.document FOR EACH ROW EXECUTE FUNCTION receivables.document_frozen()
-- CREATE TRIGGER document_no_delete BEFORE DELETE ON receivables.document FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- policy document_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table receivables.fx_rate (
  org_id bigint not null,
  base character(3) not null,
  quote character(3) not null,
  rate_on date not null,
  rate numeric(24,12) not null,
  source text not null,
  recorded_at timestamp with time zone not null
); -- row-level security
-- constraint fx_rate_check CHECK ((base <> quote))
-- constraint fx_rate_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint fx_rate_pkey PRIMARY KEY (org_id, base, quote, rate_on)
-- constraint fx_rate_rate_check CHECK ((rate > (0)::numeric))
-- policy fx_rate_own for ALL using ((org_id = ( SELECT platform.org_id() AS org_id))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create view receivables.ledger_entry as
 SELECT posting.org_id,
    posting.id AS posting_id,
    1 AS line_no,
    posting.debit_account AS account,
    posting.amount_minor AS signed_minor,
    posting.currency,
    posting.customer_id,
    posting.receivable_id,
    posting.credit_id,
    posting.effective_on,
    posting.kind
   FROM receivables.posting
UNION ALL
 SELECT posting.org_id,
    posting.id AS posting_id,
    2 AS line_no,
    posting.credit_account AS account,
    (- posting.amount_minor) AS signed_minor,
    posting.currency,
    posting.customer_id,
    posting.receivable_id,
    posting.credit_id,
    posting.effective_on,
    posting.kind
   FROM receivables.posting;

create table receivables.posting (
  org_id bigint not null,
  id bigint not null identity,
  kind text not null,
  debit_account text not null,
  credit_account text not null,
  customer_id bigint not null,
  receivable_id bigint,
  credit_id bigint,
  currency character(3) not null,
  amount_minor bigint not null,
  effective_on date not null,
  reverses bigint,
  reason text,
  event_id bigint not null,
  recorded_at timestamp with time zone not null
); -- row-level security
-- constraint posting_amount_minor_check CHECK ((amount_minor > 0))
-- constraint posting_check CHECK ((debit_account <> credit_account))
-- constraint posting_check1 CHECK (((kind = 'REVERSAL'::text) = (reverses IS NOT NULL)))
-- constraint posting_check2 CHECK (((receivable_id IS NOT NULL) OR ((debit_account <> 'RECEIVABLE'::text) AND (credit_account <> 'RECEIVABLE'::text))))
-- constraint posting_check3 CHECK (((credit_id IS NOT NULL) OR ((debit_account <> 'UNAPPLIED'::text) AND (credit_account <> 'UNAPPLIED'::text))))
-- constraint posting_credit_account_check CHECK ((credit_account = ANY (ARRAY['RECEIVABLE'::text, 'UNAPPLIED'::text, 'CASH'::text, 'REVENUE'::text, 'OPENING'::text, 'BAD_DEBT'::text])))
-- constraint posting_debit_account_check CHECK ((debit_account = ANY (ARRAY['RECEIVABLE'::text, 'UNAPPLIED'::text, 'CASH'::text, 'REVENUE'::text, 'OPENING'::text, 'BAD_DEBT'::text])))
-- constraint posting_kind_check CHECK ((kind = ANY (ARRAY['INVOICE'::text, 'CREDIT_NOTE'::text, 'OPENING_BALANCE'::text, 'RECEIPT'::text, 'ALLOCATION'::text, 'CREDIT_ALLOCATION'::text, 'WRITE_OFF'::text, 'REFUND'::text, 'REVERSAL'::text])))
-- constraint posting_org_id_credit_id_currency_fkey FOREIGN KEY (org_id, credit_id, currency) REFERENCES receivables.credit(org_id, id, currency)
-- constraint posting_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint posting_org_id_fkey FOREIGN KEY (org_id) REFERENCES platform.organisation(org_id)
-- constraint posting_org_id_receivable_id_currency_fkey FOREIGN KEY (org_id, receivable_id, currency) REFERENCES receivables.receivable(org_id, id, currency)
-- constraint posting_org_id_reverses_fkey FOREIGN KEY (org_id, reverses) REFERENCES receivables.posting(org_id, id)
-- constraint posting_pkey PRIMARY KEY (org_id, id)
-- CREATE INDEX posting_by_credit ON receivables.posting USING btree (org_id, credit_id) WHERE (credit_id IS NOT NULL)
-- CREATE INDEX posting_by_customer ON receivables.posting USING btree (org_id, customer_id, effective_on)
-- CREATE INDEX posting_by_day ON receivables.posting USING btree (org_id, effective_on)
-- CREATE INDEX posting_by_receivable ON receivables.posting USING btree (org_id, receivable_id) WHERE (receivable_id IS NOT NULL)
-- CREATE UNIQUE INDEX posting_reversed_once ON receivables.posting USING btree (org_id, reverses) WHERE (reverses IS NOT NULL)
-- CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE ON receivables.posting FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER posting_no_truncate BEFORE TRUNCATE ON receivables.posting FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse()
-- CREATE TRIGGER posting_proved AFTER INSERT ON receivables.posting REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION receivables.prove_postings()
-- policy posting_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

create table receivables.receivable (
  org_id bigint not null,
  id bigint not null identity,
  document_id bigint not null,
  instalment_no integer not null default 1,
  customer_id bigint not null,
  currency character(3) not null,
  amount_minor bigint not null,
  doc_on date not null,
  due_on date not null,
  original_due_on date not null,
  allocated_minor bigint not null default 0,
  credited_minor bigint not null default 0,
  written_off_minor bigint not null default 0,
  reversed_minor bigint not null default 0,
  open_minor bigint not null generated always as (((((amount_minor - allocated_minor) - credited_minor) - written_off_minor) - reversed_minor)) stored
); -- row-level security
-- constraint receivable_allocated_minor_check CHECK ((allocated_minor >= 0))
-- constraint receivable_amount_minor_check CHECK ((amount_minor > 0))
-- constraint receivable_credited_minor_check CHECK ((credited_minor >= 0))
-- constraint receivable_instalment_no_check CHECK (((instalment_no >= 1) AND (instalment_no <= 999)))
-- constraint receivable_not_over CHECK (((((allocated_minor + credited_minor) + written_off_minor) + reversed_minor) <= amount_minor))
-- constraint receivable_org_id_customer_id_fkey FOREIGN KEY (org_id, customer_id) REFERENCES parties.customer(org_id, id)
-- constraint receivable_org_id_document_id_currency_fkey FOREIGN KEY (org_id, document_id, currency) REFERENCES receivables.document(org_id, id, currency)
-- constraint receivable_org_id_document_id_instalment_no_key UNIQUE (org_id, document_id, instalment_no)
-- constraint receivable_org_id_id_currency_key UNIQUE (org_id, id, currency)
-- constraint receivable_pkey PRIMARY KEY (org_id, id)
-- constraint receivable_reversed_minor_check CHECK ((reversed_minor >= 0))
-- constraint receivable_written_off_minor_check CHECK ((written_off_minor >= 0))
-- CREATE INDEX receivable_by_amount ON receivables.receivable USING btree (org_id, amount_minor)
-- CREATE INDEX receivable_by_customer ON receivables.receivable USING btree (org_id, customer_id, due_on DESC)
-- CREATE INDEX receivable_open ON receivables.receivable USING btree (org_id, customer_id, currency, due_on) INCLUDE (open_minor, doc_on) WHERE (open_minor > 0)
-- CREATE INDEX receivable_open_due ON receivables.receivable USING btree (org_id, due_on, id) WHERE (open_minor > 0)
-- CREATE CONSTRAINT TRIGGER receivable_total_proved AFTER INSERT OR UPDATE OF allocated_minor, credited_minor, written_off_minor, reversed_minor ON receivables.receivable DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION receivables.prove_receivable()
-- CREATE TRIGGER receivable_immutable BEFORE UPDATE ON receivables.receivable FOR EACH ROW EXECUTE FUNCTION receivables.receivable_frozen()
-- CREATE TRIGGER receivable_no_delete BEFORE DELETE ON receivables.receivable FOR EACH ROW EXECUTE FUNCTION platform.refuse()
-- policy receivable_visible for ALL using (((org_id = ( SELECT platform.org_id() AS org_id)) AND (( SELECT platform.sees_company() AS sees_company) OR (customer_id IN ( SELECT c.id
   FROM parties.customer c))))) check ((org_id = ( SELECT platform.org_id() AS org_id)))
-- grant insert, select to huikuan_app

CREATE OR REPLACE FUNCTION access.active_member(p_org_id bigint, p_user_id bigint)
 RETURNS TABLE(name text, roles text[], team_id bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  select m.name, m.roles, m.team_id from access.membership m
   where m.org_id = p_org_id and m.user_id = p_user_id and m.disabled_at is null and m.accepted_at is not null
$function$

CREATE OR REPLACE FUNCTION access.all_companies()
 RETURNS TABLE(org_id bigint, name text, currency character, country character, time_zone text, language text, members integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  select o.org_id, o.name, o.currency, o.country, o.time_zone, o.language,
         (select count(*)::int from access.membership m where m.org_id = o.org_id)
    from platform.organisation o order by o.org_id
$function$

CREATE OR REPLACE FUNCTION access.companies_of(p_user_id bigint)
 RETURNS TABLE(org_id bigint, company text, time_zone text, name text, roles text[])
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  select m.org_id, o.name, o.time_zone, m.name, m.roles
    from access.membership m join platform.organisation o on o.org_id = m.org_id
   where m.user_id = p_user_id and m.disabled_at is null and m.accepted_at is not null
   order by (select max(s.last_seen_at) from access.session s where s.user_id = m.user_id and s.org_id = m.org_id) desc nulls last, o.name, m.org_id
$function$

CREATE OR REPLACE FUNCTION access.find_account(p_email_key text)
 RETURNS TABLE(user_id bigint, password_hash text, language text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$ select u.user_id, u.password_hash, u.language from access.user_account u where u.email_key = p_email_key $function$

CREATE OR REPLACE FUNCTION access.find_api_key(p_secret_hash bytea, p_now timestamp with time zone)
 RETURNS TABLE(key_id bigint, key_name text, key_permissions text[], user_id bigint, user_language text, org_id bigint, company text, country character, currency character, time_zone text, language text, name text, roles text[], team_id bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
begin
  update access.api_key k set last_used_at = p_now
   where k.secret_hash = p_secret_hash and k.revoked_at is null
     and (k.last_used_at is null or k.last_used_at < p_now - interval '1 minute');
  return query
    select k.id, k.name, k.permissions, u.user_id, u.language, o.org_id, o.name, o.country, o.currency, o.time_zone, o.language, m.name, m.roles, m.team_id
      from access.api_key k
      join access.membership m on m.org_id = k.org_id and m.user_id = k.created_by
      join access.user_account u on u.user_id = m.user_id
      join platform.organisation o on o.org_id = k.org_id
     where k.secret_hash = p_secret_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
       and m.disabled_at is null and m.accepted_at is not null;
end $function$

CREATE OR REPLACE FUNCTION access.find_link(p_token_hash bytea, p_purpose text, p_now timestamp with time zone)
 RETURNS TABLE(org_id bigint, company text, user_id bigint, email text, name text, has_password boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  select l.org_id, o.name, l.user_id, u.email, m.name, u.password_hash is not null
    from access.one_time_link l
    left join access.user_account u on u.user_id = l.user_id
    left join access.membership m on m.org_id = l.org_id and m.user_id = l.user_id
    left join platform.organisation o on o.org_id = l.org_id
   where l.token_hash = p_token_hash and l.purpose = p_purpose and l.used_at is null and l.expires_at > p_now
     and (l.user_id is null or m.disabled_at is null)
$function$

CREATE OR REPLACE FUNCTION access.find_session(p_token_hash bytea, p_now timestamp with time zone, p_idle interval, p_absolute interval)
 RETURNS TABLE(session_id bigint, user_id bigint, email text, user_language text, org_id bigint, company text, country character, currency character, time_zone text, language text, name text, roles text[], team_id bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
begin
  update access.session s set last_seen_at = p_now
   where s.token_hash = p_token_hash and s.revoked_at is null and s.last_seen_at < p_now - interval '1 minute'
     and s.last_seen_at > p_now - p_idle;
  return query
    select s.session_id, s.user_id, u.email, u.language, o.org_id, o.name, o.country, o.currency, o.time_zone, o.language, m.name, m.roles, m.team_id
      from access.session s
      join access.user_account u on u.user_id = s.user_id
      join access.membership m on m.org_id = s.org_id and m.user_id = s.user_id
      join platform.organisation o on o.org_id = s.org_id
     where s.token_hash = p_token_hash and s.revoked_at is null
       and s.last_seen_at > p_now - p_idle and s.created_at > p_now - p_absolute
       and m.disabled_at is null and m.accepted_at is not null;
end $function$

CREATE OR REPLACE FUNCTION access.found_company(p_org_id bigint, p_name text, p_country text, p_currency text, p_time_zone text, p_language text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'platform', 'pg_temp'
AS $function$
  insert into platform.organisation (org_id, name, country, currency, time_zone, language)
  values (p_org_id, p_name, p_country, p_currency, p_time_zone, p_language)
$function$

CREATE OR REPLACE FUNCTION access.governs_user(p_user_id bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  select not exists (
    select from access.membership m
     where m.user_id = p_user_id and m.disabled_at is null and m.org_id <> platform.org_id()
       and not exists (select from access.membership a
                        where a.org_id = m.org_id and a.user_id = platform.user_id() and a.disabled_at is null
                          and a.accepted_at is not null and 'ADMIN' = any (a.roles)))
$function$

CREATE OR REPLACE FUNCTION access.has_users()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$ select exists (select from access.user_account) $function$

CREATE OR REPLACE FUNCTION access.issue_setup_link(p_token_hash bytea, p_now timestamp with time zone, p_expires_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
begin
  if exists (select from access.user_account) then return false; end if;
  delete from access.one_time_link where purpose = 'setup';
  insert into access.one_time_link (token_hash, purpose, created_at, expires_at) values (p_token_hash, 'setup', p_now, p_expires_at);
  return true;
end $function$

CREATE OR REPLACE FUNCTION access.join_company(p_org_id bigint, p_user_id bigint, p_name text, p_roles text[], p_now timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  insert into access.membership (org_id, user_id, name, roles, invited_at, accepted_at)
  select p_org_id, p_user_id, p_name, p_roles, p_now, p_now
   where not exists (select from access.membership m where m.org_id = p_org_id)   -- the first member of a new company, nobody else
$function$

CREATE OR REPLACE FUNCTION access.next_company_id()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'platform', 'pg_temp'
AS $function$ select nextval(pg_get_serial_sequence('platform.organisation', 'org_id')) $function$

CREATE OR REPLACE FUNCTION access.next_user_id()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$ select nextval(pg_get_serial_sequence('access.user_account', 'user_id')) $function$

CREATE OR REPLACE FUNCTION access.password_of_self()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$ select u.password_hash from access.user_account u where u.user_id = platform.user_id() $function$

CREATE OR REPLACE FUNCTION access.use_link(p_token_hash bytea, p_purpose text, p_now timestamp with time zone)
 RETURNS TABLE(org_id bigint, user_id bigint)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'access', 'pg_temp'
AS $function$
  update access.one_time_link l set used_at = p_now
   where l.token_hash = p_token_hash and l.purpose = p_purpose and l.used_at is null and l.expires_at > p_now
  returning l.org_id, l.user_id
$function$

CREATE OR REPLACE FUNCTION cash.next_receipt_no(p_year integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$

CREATE OR REPLACE FUNCTION cash.next_receipt_number(p_year integer)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$

CREATE OR REPLACE FUNCTION connectors.analyze_staging()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'connectors', 'pg_temp'
AS $function$
begin
  analyze connectors.staged_document;
  analyze connectors.staged_record;
end $function$

CREATE OR REPLACE FUNCTION credit.limits_on(p_org_id bigint, p_on date)
 RETURNS TABLE(customer_id bigint, amount_minor bigint, currency character, valid_from_on date, valid_to_on date)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select l.customer_id, l.amount_minor, l.currency, l.valid_from_on, l.valid_to_on
  from (
    select distinct on (c.customer_id) c.* from credit.credit_limit c
    where c.org_id = p_org_id and c.valid_from_on <= p_on
    order by c.customer_id, c.valid_from_on desc, c.id desc
  ) l
  where l.amount_minor is not null and (l.valid_to_on is null or l.valid_to_on >= p_on)
$function$

CREATE OR REPLACE FUNCTION platform.enqueue(p_job text, p_payload json, p_key text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if (p_payload #>> '{org_id,$n}')::bigint is distinct from platform.org_id() then
    raise exception 'a job of another company' using errcode = 'insufficient_privilege';
  end if;
  perform graphile_worker.huikuan_enqueue(p_job, p_payload, p_key);
end $function$

CREATE OR REPLACE FUNCTION platform.org_id()
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('app.org_id', true), '')::bigint $function$

CREATE OR REPLACE FUNCTION platform.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% on %.% is not allowed: post a reversal', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end $function$

CREATE OR REPLACE FUNCTION platform.scope()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(nullif(current_setting('app.scope', true), ''), 'none') $function$

CREATE OR REPLACE FUNCTION platform.sees_company()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select platform.scope() = 'company' $function$

CREATE OR REPLACE FUNCTION platform.team_ids()
 RETURNS bigint[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(nullif(current_setting('app.team_ids', true), '')::bigint[], '{}') $function$

CREATE OR REPLACE FUNCTION platform.user_id()
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('app.user_id', true), '')::bigint $function$

CREATE OR REPLACE FUNCTION receivables.analyze_ledger()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'receivables', 'pg_temp'
AS $function$
begin
  analyze receivables.document, receivables.receivable, receivables.credit, receivables.posting, parties.customer;
end $function$

CREATE OR REPLACE FUNCTION receivables.credit_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.kind, new.document_id, new.number, new.customer_id, new.currency, new.amount_minor, new.effective_on, new.posted_at)
     is distinct from (old.kind, old.document_id, old.number, old.customer_id, old.currency, old.amount_minor, old.effective_on, old.posted_at)
     or (old.voided_event_id is not null and new.voided_event_id is distinct from old.voided_event_id)
  then
    raise exception 'posted credit % is immutable: post a reversal', old.number using errcode = 'restrict_violation';
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION receivables.document_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.kind, new.number, new.number_key, new.customer_id, new.currency, new.amount_minor, new.doc_on, new.posted_at, new.source_batch_id, new.source_row)
     is distinct from
     (old.kind, old.number, old.number_key, old.customer_id, old.currency, old.amount_minor, old.doc_on, old.posted_at, old.source_batch_id, old.source_row)
     or (old.voided_event_id is not null and new.voided_event_id is distinct from old.voided_event_id)
  then
    raise exception 'posted document % is immutable: post a reversal', old.number using errcode = 'restrict_violation';
  end if;
  return new;
end $function$

CREATE OR REPLACE FUNCTION receivables.open_credits(p_org_id bigint, p_as_of date)
 RETURNS TABLE(credit_id bigint, kind text, customer_id bigint, currency character, effective_on date, unapplied_minor bigint)
 LANGUAGE sql
 STABLE PARALLEL SAFE ROWS 10000
AS $function$
  with later as (
    select p.credit_id, sum(case when p.credit_account = 'UNAPPLIED' then p.amount_minor else -p.amount_minor end)::bigint as later_minor
    from receivables.posting p
    where p.org_id = p_org_id and p.effective_on > p_as_of and p.credit_id is not null
      and (p.debit_account = 'UNAPPLIED' or p.credit_account = 'UNAPPLIED')
    group by p.credit_id
  )
  select c.id, c.kind, c.customer_id, c.currency, c.effective_on, c.unapplied_minor
  from receivables.credit c
  where c.org_id = p_org_id and c.unapplied_minor > 0
    and c.id not in (select l.credit_id from later l)
  union all
  select c.id, c.kind, c.customer_id, c.currency, c.effective_on, c.unapplied_minor - l.later_minor
  from later l join receivables.credit c on c.org_id = p_org_id and c.id = l.credit_id
  where c.unapplied_minor - l.later_minor <> 0
$function$

CREATE OR REPLACE FUNCTION receivables.open_items(p_org_id bigint, p_as_of date)
 RETURNS TABLE(receivable_id bigint, document_id bigint, customer_id bigint, currency character, doc_on date, due_on date, open_minor bigint)
 LANGUAGE sql
 STABLE PARALLEL SAFE ROWS 100000
AS $function$
  with later as (
    select p.receivable_id, sum(case when p.debit_account = 'RECEIVABLE' then p.amount_minor else -p.amount_minor end)::bigint as later_minor
    from receivables.posting p
    where p.org_id = p_org_id and p.effective_on > p_as_of and p.receivable_id is not null
      and (p.debit_account = 'RECEIVABLE' or p.credit_account = 'RECEIVABLE')
    group by p.receivable_id
  )
  select r.id, r.document_id, r.customer_id, r.currency, r.doc_on, r.due_on, r.open_minor
  from receivables.receivable r
  where r.org_id = p_org_id and r.open_minor > 0
    and r.id not in (select l.receivable_id from later l)
  union all
  select r.id, r.document_id, r.customer_id, r.currency, r.doc_on, r.due_on, r.open_minor - l.later_minor
  from later l join receivables.receivable r on r.org_id = p_org_id and r.id = l.receivable_id
  where r.open_minor - l.later_minor <> 0
$function$

CREATE OR REPLACE FUNCTION receivables.prove_credit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'receivables', 'pg_temp'
AS $function$
declare t record; c record;
begin
  select * into c from receivables.credit where org_id = new.org_id and id = new.id;
  select coalesce(sum(p.amount_minor) filter (where p.kind in ('RECEIPT', 'CREDIT_NOTE')), 0) as issued,
         coalesce(sum(case when p.kind in ('ALLOCATION', 'CREDIT_ALLOCATION') then p.amount_minor
                           when o.kind in ('ALLOCATION', 'CREDIT_ALLOCATION') then -p.amount_minor end), 0) as applied,
         coalesce(sum(case when p.kind = 'REFUND' then p.amount_minor when o.kind = 'REFUND' then -p.amount_minor end), 0) as refunded,
         coalesce(sum(p.amount_minor) filter (where o.kind in ('RECEIPT', 'CREDIT_NOTE')), 0) as reversed
    into t
    from receivables.posting p left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
   where p.org_id = new.org_id and p.credit_id = new.id;
  if (t.issued, t.applied, t.refunded, t.reversed)
     is distinct from (c.amount_minor::numeric, c.applied_minor::numeric, c.refunded_minor::numeric, c.reversed_minor::numeric)
  then
    raise exception 'credit %: stored totals are not the sum of its postings', new.id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$

CREATE OR REPLACE FUNCTION receivables.prove_postings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'receivables', 'pg_temp'
AS $function$
begin
  if exists (
    select 1
    from (select distinct org_id, receivable_id from posted where receivable_id is not null) t
    join receivables.receivable r on r.org_id = t.org_id and r.id = t.receivable_id
    join lateral (
      select coalesce(sum(case when p.debit_account = 'RECEIVABLE' then p.amount_minor when p.credit_account = 'RECEIVABLE' then -p.amount_minor else 0 end), 0) as open
      from receivables.posting p where p.org_id = t.org_id and p.receivable_id = t.receivable_id
    ) s on true
    where s.open <> r.open_minor
  ) then
    raise exception 'a posting was written without its receivable''s running total' using errcode = 'integrity_constraint_violation';
  end if;
  if exists (
    select 1
    from (select distinct org_id, credit_id from posted where credit_id is not null) t
    join receivables.credit c on c.org_id = t.org_id and c.id = t.credit_id
    join lateral (
      select coalesce(sum(case when p.credit_account = 'UNAPPLIED' then p.amount_minor when p.debit_account = 'UNAPPLIED' then -p.amount_minor else 0 end), 0) as unapplied
      from receivables.posting p where p.org_id = t.org_id and p.credit_id = t.credit_id
    ) s on true
    where s.unapplied <> c.unapplied_minor
  ) then
    raise exception 'a posting was written without its credit''s running total' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$

CREATE OR REPLACE FUNCTION receivables.prove_receivable()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'receivables', 'pg_temp'
AS $function$
declare t record; r record;
begin
  select * into r from receivables.receivable where org_id = new.org_id and id = new.id;
  -- an allocation is counted where it was made and taken back where its reversal names it
  select coalesce(sum(p.amount_minor) filter (where p.kind in ('INVOICE', 'OPENING_BALANCE')), 0) as issued,
         coalesce(sum(case when p.kind = 'ALLOCATION' then p.amount_minor when o.kind = 'ALLOCATION' then -p.amount_minor end), 0) as allocated,
         coalesce(sum(case when p.kind = 'CREDIT_ALLOCATION' then p.amount_minor when o.kind = 'CREDIT_ALLOCATION' then -p.amount_minor end), 0) as credited,
         coalesce(sum(case when p.kind = 'WRITE_OFF' then p.amount_minor when o.kind = 'WRITE_OFF' then -p.amount_minor end), 0) as written_off,
         coalesce(sum(p.amount_minor) filter (where o.kind in ('INVOICE', 'OPENING_BALANCE')), 0) as reversed
    into t
    from receivables.posting p left join receivables.posting o on o.org_id = p.org_id and o.id = p.reverses
   where p.org_id = new.org_id and p.receivable_id = new.id;
  if (t.issued, t.allocated, t.credited, t.written_off, t.reversed)
     is distinct from (r.amount_minor::numeric, r.allocated_minor::numeric, r.credited_minor::numeric, r.written_off_minor::numeric, r.reversed_minor::numeric)
  then
    raise exception 'receivable %: stored totals are not the sum of its postings', new.id using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $function$

CREATE OR REPLACE FUNCTION receivables.receivable_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.document_id, new.instalment_no, new.customer_id, new.currency, new.amount_minor, new.doc_on, new.original_due_on)
     is distinct from (old.document_id, old.instalment_no, old.customer_id, old.currency, old.amount_minor, old.doc_on, old.original_due_on)
  then
    raise exception 'posted receivable % is immutable: post a reversal', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $function$
