-- A rate typed wrong must be corrected: the row holds what is valid now, and the event log keeps what stood there before.
grant update (rate, source, recorded_at) on receivables.fx_rate to huikuan_app;
