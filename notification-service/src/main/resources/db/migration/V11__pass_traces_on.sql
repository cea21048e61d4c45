-- A webhook that is sent later is still a part of the trace that its change came in (W3C Trace Context).
ALTER TABLE message ADD traceparent text;
