-- What several metrics share. Views are replaced with each publication, so that they always fit the code that reads them.

-- One row an incident: the instant by which it is placed in time (the one that decides its quarter), and whether its end is stated.
CREATE OR REPLACE VIEW incident_facts AS
SELECT *,
    coalesce(started_at::DATE, detected_at::DATE, incident_date) AS occurred_on,
    strftime(coalesce(started_at::DATE, detected_at::DATE, incident_date), '%Y-%m') AS month,
    resolved_at IS NULL AND closed_at IS NULL
        AND coalesce(time_to_resolve_min, stated_time_to_resolve_min, timeline_time_to_resolve_min,
                     duration_min, stated_duration_min, timeline_duration_min) IS NULL AS is_open
FROM incidents;

-- One row an action item, with its state on the snapshot's as-of day. `outcome` tells how an item ended whose due date has passed.
CREATE OR REPLACE VIEW action_item_states AS
WITH dated AS (
    SELECT a.*, i.as_of,
        a.due_date < i.as_of AS is_due,
        a.status IN ('pending', 'in_progress') AS is_open,
        date_diff('day', a.due_date, i.as_of) AS days_past_due
    FROM action_items a CROSS JOIN snapshot_info i
)
SELECT * EXCLUDE (days_past_due),
    coalesce(is_due AND is_open, false) AS is_overdue,
    CASE WHEN is_due AND is_open THEN days_past_due END AS overdue_days,
    CASE WHEN NOT (is_due AND is_open) THEN NULL
         WHEN days_past_due <= 7 THEN '0-7'
         WHEN days_past_due <= 30 THEN '8-30'
         WHEN days_past_due <= 90 THEN '31-90'
         ELSE '>90' END AS overdue_band,
    CASE WHEN due_date IS NULL OR NOT is_due OR status = 'wont_do' THEN NULL
         WHEN status IS NULL THEN 'status unknown'
         WHEN status <> 'complete' THEN 'open'
         WHEN completed_on IS NULL THEN 'closed, date unknown'
         WHEN completed_on <= due_date THEN 'on time'
         ELSE 'late' END AS outcome
FROM dated;

-- One row a fiscal quarter, a quarter without incidents too.
CREATE OR REPLACE VIEW incident_quarters AS
SELECT q.quarter, q.starts_on, q.ends_on,
    count(f.incident_key) AS incidents,
    count(f.incident_key) FILTER (WHERE f.is_open) AS open_incidents,
    median(f.time_to_detect_min) AS time_to_detect_median_min,
    median(f.time_to_resolve_min) AS time_to_resolve_median_min
FROM quarters q LEFT JOIN incident_facts f USING (quarter)
GROUP BY ALL ORDER BY q.quarter;
