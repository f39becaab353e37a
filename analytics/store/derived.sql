-- What the metrics share, worked out once a publication: a snapshot never changes, and the pages have milliseconds.

-- Guesses why an author and a timeline differ. Each is a function of its arguments; what is near is within a minute, as authors round.
CREATE OR REPLACE TEMP MACRO is_near(a, b) AS abs(a - b) <= 1;
CREATE OR REPLACE TEMP MACRO is_near_any(a, candidates) AS coalesce(list_bool_or([is_near(a, b) FOR b IN candidates]), false);
-- A round number within half of its unit; the unit is at most a quarter of the number, so that `1 h` stands for 55 min but not for 1 h 25.
CREATE OR REPLACE TEMP MACRO is_rounded(stated, timeline) AS stated > 0 AND list_bool_or([
    stated % unit = 0 AND abs(stated - timeline) <= unit / 2 AND (unit = 5 OR unit <= stated / 4) FOR unit IN [5, 10, 15, 30, 60]]);
CREATE OR REPLACE TEMP MACRO digits_of(words) AS list_sort(string_split(words, ''));
CREATE OR REPLACE TEMP MACRO has_swapped_digits(a, b) AS least(a, b) >= 10 AND a <> b AND a % 1 = 0 AND b % 1 = 0 AND (
    digits_of(a::BIGINT::VARCHAR) = digits_of(b::BIGINT::VARCHAR)
    OR digits_of(printf('%d%02d', a::BIGINT // 60, a::BIGINT % 60)) = digits_of(printf('%d%02d', b::BIGINT // 60, b::BIGINT % 60)));
-- Minutes of Monday to Friday between two hours of the day; both ends are times of the calendar's own zone.
CREATE OR REPLACE TEMP MACRO minutes_open(began, ended, opens, closes) AS coalesce(list_sum([
    greatest(0, epoch(least(ended, midnight + to_hours(closes))) - epoch(greatest(began, midnight + to_hours(opens)))) / 60
    FOR midnight IN range(date_trunc('day', began), ended, INTERVAL 1 DAY) IF isodow(midnight) < 6]), 0);
-- The stated time is what the support hours leave of the timeline's, within 2 %, and they leave out an hour or more.
CREATE OR REPLACE TEMP MACRO is_support_hours(stated, timeline, began, ended) AS timeline BETWEEN 60 AND 90 * 1440 AND coalesce(list_bool_or([
    open_minutes <= timeline - 60 AND abs(stated - open_minutes) <= greatest(1, 0.02 * stated) FOR open_minutes IN [
        minutes_open(began, ended, 8, 17), minutes_open(began, ended, 8, 18),
        minutes_open(began, ended, 9, 17), minutes_open(began, ended, 9, 18)]]), false);
-- The most harmless guess that fits comes first. `starts`: minutes by which another start or end event shifts the time; `ends`: what the
-- time would be up to another end.
CREATE OR REPLACE TEMP MACRO guess_reason(stated, timeline, starts, ends, began, ended) AS CASE
    WHEN is_rounded(stated, timeline) THEN 'rounding'
    WHEN is_near_any(abs(stated - timeline), starts) THEN 'other start'
    WHEN is_near_any(stated, ends) THEN 'other end'
    WHEN is_support_hours(stated, timeline, began, ended) THEN 'support hours'
    WHEN is_near(abs(stated - timeline), 1440 * greatest(round(abs(stated - timeline) / 1440), 1)) THEN 'date'
    WHEN abs(60 * least(stated, timeline) - greatest(stated, timeline)) <= greatest(1, 0.01 * greatest(stated, timeline)) THEN 'units'
    WHEN has_swapped_digits(stated, timeline) THEN 'swapped digits'
    ELSE 'no guess' END;

-- One row a duration that the authors state and their own timeline contradicts by more than a minute, with a guess at the reason. A
-- timeline that begins with the alert contradicts nobody whose stated time is longer by the stated time to detect. `line`: of the stated one.
CREATE OR REPLACE TABLE disagreements AS
WITH zone AS (SELECT settings->>'$.calendar.time_zone' AS zone FROM snapshot_info),
spans AS (
    SELECT incident_key, started_at IS NULL AS begins_with_alert, stated_time_to_detect_min AS lead,
        [timeline_time_to_detect_min, stated_time_to_detect_min] AS ttds,
        [timeline_time_to_acknowledge_min, stated_time_to_acknowledge_min] AS ttas,
        ttds || ttas || [timeline_time_to_detect_min + timeline_time_to_acknowledge_min] AS shifts,
        [epoch(closed_at - coalesce(started_at, detected_at)) / 60] AS closed,
        timezone(zone, coalesce(started_at, detected_at)) AS began, timezone(zone, detected_at) AS detected,
        timezone(zone, acknowledged_at) AS acknowledged, timezone(zone, mitigated_at) AS mitigated, timezone(zone, resolved_at) AS resolved,
        stated_time_to_detect_min, timeline_time_to_detect_min, stated_time_to_acknowledge_min, timeline_time_to_acknowledge_min,
        stated_time_to_mitigate_min, timeline_time_to_mitigate_min, stated_time_to_resolve_min, timeline_time_to_resolve_min
    FROM incidents, zone
), pairs AS (
    UNPIVOT (
        SELECT incident_key, begins_with_alert, lead,
            {'stated': stated_time_to_detect_min, 'timeline': timeline_time_to_detect_min, 'field': 'stated_time_to_detect_min',
             'starts': ttas, 'ends': []::DOUBLE[], 'began': began, 'ended': detected} AS ttd,
            {'stated': stated_time_to_acknowledge_min, 'timeline': timeline_time_to_acknowledge_min,
             'field': 'stated_time_to_acknowledge_min', 'starts': ttds, 'ends': []::DOUBLE[], 'began': detected, 'ended': acknowledged} AS tta,
            {'stated': stated_time_to_mitigate_min, 'timeline': timeline_time_to_mitigate_min, 'field': 'stated_time_to_mitigate_min',
             'starts': shifts, 'ends': [timeline_time_to_resolve_min], 'began': began, 'ended': mitigated} AS ttm,
            {'stated': stated_time_to_resolve_min, 'timeline': timeline_time_to_resolve_min, 'field': 'stated_time_to_resolve_min',
             'starts': shifts, 'ends': closed || [timeline_time_to_mitigate_min], 'began': began, 'ended': resolved} AS ttr
        FROM spans
    ) ON ttd, tta, ttm, ttr INTO NAME metric VALUE pair
)
SELECT incident_key, metric, pair.stated AS stated, pair.timeline AS timeline,
    guess_reason(pair.stated, pair.timeline, pair.starts, pair.ends, pair.began, pair.ended) AS reason,
    (SELECT min(line) FROM field_sources f WHERE f.incident_key = pairs.incident_key AND f.field = pairs.pair.field) AS line
FROM pairs WHERE abs(pair.stated - pair.timeline) > 1
    AND NOT coalesce(begins_with_alert AND abs(pair.stated - pair.timeline - lead) <= 1, false)
ORDER BY incident_key, metric;

-- A duration that may be: no end before its start, and not above the limit of the settings.
CREATE OR REPLACE TEMP MACRO possible(minutes) AS if(
    minutes BETWEEN 0 AND (SELECT (settings->>'$.ingest.max_span_days')::DOUBLE * 1440 FROM snapshot_info), minutes, NULL);

-- One row an incident. `stated_<metric>` and `timeline_<metric>`: what each source gives, in minutes; what cannot be is
-- nothing. `occurred_on` is the day that decides its quarter; `is_open`: no source states that it ended;
-- `<metric>_target`: minutes, by the incident's own severity; `factor_bits`: one bit a contributing factor, in the order of the template,
-- NULL where none is ticked, and so `method_bits` and `impact_bits`; `filled_bits`: one bit a field that the document fills, in the order of metrics/quality.py; `is_internal`: found before a user reported it; `lag_days`: from resolution to the last signature.
CREATE OR REPLACE TABLE incident_facts AS
WITH goals AS (
    SELECT metric, severity, target FROM targets WHERE horizon IS NULL
)
SELECT incident_key, incident_id, title, status, quarter, team, severity, source_path, source_line,
    coalesce(started_at::DATE, detected_at::DATE, incident_date) AS occurred_on,
    strftime(coalesce(started_at::DATE, detected_at::DATE, incident_date), '%Y-%m') AS "month",
    resolved_at IS NULL AND closed_at IS NULL
        AND coalesce(time_to_resolve_min, stated_time_to_resolve_min, timeline_time_to_resolve_min,
                     duration_min, stated_duration_min, timeline_duration_min) IS NULL AS is_open,
    time_to_detect_min AS ttd, time_to_acknowledge_min AS tta, time_to_mitigate_min AS ttm, time_to_resolve_min AS ttr,
    duration_min AS duration,
    possible(stated_time_to_detect_min) AS stated_ttd, possible(stated_time_to_acknowledge_min) AS stated_tta, possible(stated_time_to_mitigate_min) AS stated_ttm,
    possible(stated_time_to_resolve_min) AS stated_ttr, possible(stated_duration_min) AS stated_duration,
    possible(timeline_time_to_detect_min) AS timeline_ttd, possible(timeline_time_to_acknowledge_min) AS timeline_tta,
    possible(timeline_time_to_mitigate_min) AS timeline_ttm, possible(timeline_time_to_resolve_min) AS timeline_ttr,
    possible(timeline_duration_min) AS timeline_duration,
    time_to_detect_basis AS ttd_basis, time_to_acknowledge_basis AS tta_basis, time_to_mitigate_basis AS ttm_basis,
    time_to_resolve_basis AS ttr_basis, duration_basis,
    coalesce((SELECT target FROM goals g WHERE metric = 'ttd' AND g.severity = i.severity),
             (SELECT target FROM goals WHERE metric = 'ttd' AND severity IS NULL)) AS ttd_target,
    coalesce((SELECT target FROM goals g WHERE metric = 'tta' AND g.severity = i.severity),
             (SELECT target FROM goals WHERE metric = 'tta' AND severity IS NULL)) AS tta_target,
    coalesce((SELECT target FROM goals g WHERE metric = 'ttm' AND g.severity = i.severity),
             (SELECT target FROM goals WHERE metric = 'ttm' AND severity IS NULL)) AS ttm_target,
    coalesce((SELECT target FROM goals g WHERE metric = 'ttr' AND g.severity = i.severity),
             (SELECT target FROM goals WHERE metric = 'ttr' AND severity IS NULL)) AS ttr_target,
    NULL::DOUBLE AS duration_target,
    users_affected, revenue_impact, revenue_currency, business_revenue, business_revenue_currency, sla_breach_min, reputation,
    data_impact, false_positives,
    CASE WHEN status = 'final' THEN date_diff('day', resolved_at::DATE, coalesce(
        (SELECT max(signed_on) FROM sign_offs o WHERE o.incident_key = i.incident_key AND o.signed), review_date)) END AS lag_days,
    (SELECT bit_or(1::INTEGER << (list_position(['monitoring', 'documentation', 'process', 'testing', 'configuration', 'human_error',
            'third_party', 'capacity', 'other'], factor) - 1)::INTEGER)
        FROM contributing_factors f WHERE f.incident_key = i.incident_key) AS factor_bits,
    (SELECT bit_or(1::INTEGER << (list_position(['automated_alert', 'user_report', 'internal_user', 'health_check', 'third_party', 'other'],
            method) - 1)::INTEGER)
        FROM detection_methods m WHERE m.incident_key = i.incident_key) AS method_bits,
    (SELECT bit_or(1::INTEGER << (list_position(['no_access', 'degraded', 'incorrect_data', 'error_messages', 'subset', 'other'],
            impact) - 1)::INTEGER)
        FROM user_impacts u WHERE u.incident_key = i.incident_key) AS impact_bits,
    (SELECT CASE WHEN bool_or(method = 'user_report') THEN false
                 WHEN bool_or(method IN ('automated_alert', 'internal_user', 'health_check')) THEN true
                 WHEN bool_or(method = 'third_party') THEN false END
        FROM detection_methods m WHERE m.incident_key = i.incident_key) AS is_internal,
    incident_key IN (FROM disagreements SELECT incident_key) AS disagrees,
    coalesce(stated_time_to_detect_min + timeline_time_to_detect_min, stated_time_to_acknowledge_min + timeline_time_to_acknowledge_min,
        stated_time_to_mitigate_min + timeline_time_to_mitigate_min, stated_time_to_resolve_min + timeline_time_to_resolve_min)
        IS NOT NULL AS is_comparable,
    (
        ((incident_id IS NOT NULL)::BIGINT << 0)
        | ((title IS NOT NULL)::BIGINT << 1)
        | ((status IS NOT NULL)::BIGINT << 2)
        | ((incident_date IS NOT NULL)::BIGINT << 3)
        | ((team IS NOT NULL)::BIGINT << 4)
        | ((len(authors) > 0)::BIGINT << 5)
        | ((len(reviewers) > 0)::BIGINT << 6)
        | ((severity IS NOT NULL)::BIGINT << 7)
        | ((summary IS NOT NULL)::BIGINT << 8)
        | ((started_at IS NOT NULL)::BIGINT << 9)
        | ((detected_at IS NOT NULL)::BIGINT << 10)
        | ((acknowledged_at IS NOT NULL)::BIGINT << 11)
        | ((identified_at IS NOT NULL)::BIGINT << 12)
        | ((mitigated_at IS NOT NULL)::BIGINT << 13)
        | ((resolved_at IS NOT NULL)::BIGINT << 14)
        | ((duration_min IS NOT NULL)::BIGINT << 15)
        | ((time_to_detect_min IS NOT NULL)::BIGINT << 16)
        | ((time_to_acknowledge_min IS NOT NULL)::BIGINT << 17)
        | ((time_to_mitigate_min IS NOT NULL)::BIGINT << 18)
        | ((time_to_resolve_min IS NOT NULL)::BIGINT << 19)
        | ((users_affected IS NOT NULL)::BIGINT << 20)
        | ((revenue_impact IS NOT NULL)::BIGINT << 21)
        | ((business_revenue IS NOT NULL)::BIGINT << 22)
        | ((sla_breach_min IS NOT NULL)::BIGINT << 23)
        | ((reputation IS NOT NULL)::BIGINT << 24)
        | ((data_impact IS NOT NULL)::BIGINT << 25)
        | ((user_experience IS NOT NULL)::BIGINT << 26)
        | ((what_happened IS NOT NULL)::BIGINT << 27)
        | ((root_cause IS NOT NULL)::BIGINT << 28)
        | ((alert_name IS NOT NULL)::BIGINT << 29)
        | ((detect_actual_min IS NOT NULL)::BIGINT << 30)
        | ((false_positives IS NOT NULL)::BIGINT << 31)
        | ((review_date IS NOT NULL)::BIGINT << 32)
        | ((len(review_attendees) > 0)::BIGINT << 33)
        | ((incident_key IN (SELECT incident_key FROM contributing_factors))::BIGINT << 34)
        | ((incident_key IN (SELECT incident_key FROM detection_methods))::BIGINT << 35)
        | ((incident_key IN (SELECT incident_key FROM timeline_events))::BIGINT << 36)
        | ((incident_key IN (SELECT incident_key FROM action_items))::BIGINT << 37)
        | ((incident_key IN (SELECT incident_key FROM lessons))::BIGINT << 38)
        | ((incident_key IN (SELECT incident_key FROM sign_offs))::BIGINT << 39)
    ) AS filled_bits,
    (SELECT count(*) FROM action_items a WHERE a.incident_key = i.incident_key) AS actions,
    (SELECT count(*) FROM action_items a, snapshot_info n WHERE a.incident_key = i.incident_key
        AND a.status IN ('pending', 'in_progress') AND a.due_date < n.as_of) AS overdue_actions
FROM incidents i ORDER BY source_path, source_line;

-- Why each metric leaves an incident out. `times`: for which choice of durations it holds, NULL for all of them. The first reason that fits
-- is given, so that an incident counts once for a metric. A row each would be ten and more an incident: it has one, with a list of kinds.
CREATE OR REPLACE TEMP MACRO left_out(used, own, other, ends, is_open) AS CASE
    WHEN used IS NOT NULL THEN NULL WHEN own THEN 'impossible' WHEN other IS NOT NULL THEN 'other source'
    WHEN ends AND is_open THEN 'open' ELSE 'missing' END;
CREATE OR REPLACE TEMP MACRO unless(is_counted, reason) AS CASE WHEN coalesce(is_counted, false) THEN NULL ELSE reason END;

CREATE OR REPLACE TEMP TABLE left_out_rows AS
WITH spans AS (
    SELECT incident_key, f.is_open, unnest([
        {'metric': 'ttd', 'ends': false, 'used': ttd, 'stated': stated_ttd, 'timeline': timeline_ttd, 'target': ttd_target,
         'has_stated': stated_time_to_detect_min IS NOT NULL, 'has_timeline': timeline_time_to_detect_min IS NOT NULL},
        {'metric': 'tta', 'ends': false, 'used': tta, 'stated': stated_tta, 'timeline': timeline_tta, 'target': tta_target,
         'has_stated': stated_time_to_acknowledge_min IS NOT NULL, 'has_timeline': timeline_time_to_acknowledge_min IS NOT NULL},
        {'metric': 'ttm', 'ends': true, 'used': ttm, 'stated': stated_ttm, 'timeline': timeline_ttm, 'target': ttm_target,
         'has_stated': stated_time_to_mitigate_min IS NOT NULL, 'has_timeline': timeline_time_to_mitigate_min IS NOT NULL},
        {'metric': 'ttr', 'ends': true, 'used': ttr, 'stated': stated_ttr, 'timeline': timeline_ttr, 'target': ttr_target,
         'has_stated': stated_time_to_resolve_min IS NOT NULL, 'has_timeline': timeline_time_to_resolve_min IS NOT NULL},
        {'metric': 'duration', 'ends': true, 'used': f.duration, 'stated': stated_duration, 'timeline': timeline_duration,
         'target': duration_target, 'has_stated': stated_duration_min IS NOT NULL, 'has_timeline': timeline_duration_min IS NOT NULL}
    ], recursive := true)
    FROM incident_facts f JOIN incidents USING (incident_key)
), judged AS (
    SELECT incident_key, metric, times, reason, target, span FROM spans, LATERAL (VALUES
        ('preferred', left_out(used, has_stated OR has_timeline, NULL, ends, is_open), used),
        ('stated', left_out(stated, has_stated, timeline, ends, is_open), stated),
        ('timeline', left_out(timeline, has_timeline, stated, ends, is_open), timeline)) choices(times, reason, span)
), clocks AS (
    -- Where the clock went needs three times in a possible order: the worst of their reasons, else that they contradict each other.
    SELECT incident_key, times, coalesce(
            min_by(reason, list_position(['impossible', 'other source', 'open', 'missing'], reason)),
            unless(max(span) FILTER (metric = 'ttd') <= max(span) FILTER (metric = 'ttm')
                AND max(span) FILTER (metric = 'ttm') <= max(span) FILTER (metric = 'ttr'), 'impossible')) AS reason
    FROM judged WHERE metric IN ('ttd', 'ttm', 'ttr') GROUP BY incident_key, times
), others AS (
    UNPIVOT (
        SELECT f.incident_key,
            unless(f.severity IS NOT NULL, 'missing') AS severe_incidents,
            unless(f.users_affected IS NOT NULL, 'missing') AS users_affected,
            unless(f.revenue_impact IS NOT NULL, 'missing') AS revenue_impact,
            unless(f.business_revenue IS NOT NULL, 'missing') AS business_revenue,
            unless(f.sla_breach_min IS NOT NULL, 'missing') AS sla_breach_min,
            unless(f.reputation IS NOT NULL, 'missing') AS reputation,
            unless(f.data_impact IS NOT NULL, 'missing') AS data_impact,
            unless(incident_key IN (SELECT incident_key FROM user_impacts), 'missing') AS user_impacts,
            unless(f.factor_bits IS NOT NULL, 'missing') AS factor_share,
            unless(f.factor_bits IS NOT NULL, 'missing') AS factor_pairs,
            unless(f.quarter IS NOT NULL, 'missing') AS repeat_incidents,
            unless(incident_key IN (SELECT incident_key FROM detection_methods), 'missing') AS detection_methods,
            unless(f.is_internal IS NOT NULL,
                if(incident_key IN (SELECT incident_key FROM detection_methods), 'undecided', 'missing')) AS detected_internally,
            unless(f.false_positives IS NOT NULL, 'missing') AS alert_false_positives,
            unless(f.lag_days IS NOT NULL, if(f.status = 'final', 'missing', 'not final')) AS postmortem_lag,
            unless(f.is_comparable, 'one source') AS disagreements
        FROM incident_facts f
    ) ON COLUMNS(* EXCLUDE incident_key) INTO NAME metric VALUE reason
)
SELECT incident_key, metric, times, reason FROM judged WHERE reason IS NOT NULL
UNION ALL SELECT incident_key, metric || '_attainment', times, coalesce(reason, 'no target') FROM judged
    WHERE metric <> 'duration' AND (reason IS NOT NULL OR target IS NULL)
UNION ALL SELECT incident_key, 'clock_shares', times, reason FROM clocks WHERE reason IS NOT NULL
UNION ALL SELECT incident_key, metric, NULL, reason FROM others;

CREATE OR REPLACE TABLE exclusion_kinds AS
SELECT row_number() OVER (ORDER BY metric, times, reason)::USMALLINT AS kind, metric, times, reason
FROM (SELECT DISTINCT metric, times, reason FROM left_out_rows) ORDER BY kind;

CREATE OR REPLACE TABLE incident_exclusions AS
SELECT incident_key, list(kind ORDER BY kind) AS kinds
FROM left_out_rows r JOIN exclusion_kinds k
    ON r.metric = k.metric AND r.reason = k.reason AND r.times IS NOT DISTINCT FROM k.times
GROUP BY incident_key ORDER BY incident_key;
DROP TABLE left_out_rows;

CREATE OR REPLACE VIEW exclusions AS
SELECT incident_key, metric, times, reason
FROM (SELECT incident_key, unnest(kinds) AS kind FROM incident_exclusions) JOIN exclusion_kinds USING (kind);

-- One row a pair of an incident and a similar one at most 90 days before: of the same team with two contributing factors in common
-- ("other" tells nothing and does not count), or named as related. `while_open`: an action item of the earlier one is known to have been
-- open when the later one happened.
CREATE OR REPLACE TABLE repeats AS
WITH spans AS (
    SELECT incident_key, team, occurred_on, factor_bits & 255 AS bits, date_diff('day', DATE '2000-01-01', occurred_on) // 90 AS span
    FROM incident_facts WHERE bit_count(factor_bits & 255) >= 2
), pairs AS (
    -- An earlier incident stands in the span of its own day and in the next one, so that equal spans are all that has to be joined.
    SELECT later.incident_key, earlier.incident_key AS earlier_key
    FROM spans later JOIN (SELECT * FROM spans UNION ALL SELECT * REPLACE (span + 1 AS span) FROM spans) earlier USING (team, span)
    WHERE bit_count(later.bits & earlier.bits) >= 2
    UNION
    SELECT r.incident_key, earlier.incident_key FROM related_incidents r JOIN incident_facts earlier ON earlier.incident_id = r.related_id
)
SELECT pairs.*, date_diff('day', earlier.occurred_on, later.occurred_on) AS days, EXISTS (
        FROM action_items a WHERE a.incident_key = earlier_key
            AND (a.status IN ('pending', 'in_progress') OR (a.status = 'complete' AND a.completed_on > later.occurred_on))
            AND (a.opened_on IS NULL OR a.opened_on <= later.occurred_on)) AS while_open
FROM pairs JOIN incident_facts later USING (incident_key) JOIN incident_facts earlier ON earlier.incident_key = earlier_key
WHERE earlier.occurred_on >= later.occurred_on - 90
    AND (earlier.occurred_on, earlier.incident_key) < (later.occurred_on, later.incident_key)
ORDER BY incident_key, earlier_key;

-- What rows are told apart by, in the order in which it is shown: a page fetches places in these lists, since a string a row takes several
-- times as long. Nothing is the last of its list; without a quarter there is none.
CREATE OR REPLACE TABLE group_values AS
SELECT (SELECT coalesce(list(quarter ORDER BY quarter), []) FROM quarters) AS quarter,
    (SELECT list_append(coalesce(list(DISTINCT team ORDER BY team), []), 'not stated') FROM incident_facts WHERE team IS NOT NULL) AS team,
    (SELECT list_append(coalesce(list(DISTINCT severity ORDER BY severity), []), 'not stated') FROM incident_facts
        WHERE severity IS NOT NULL) AS severity,
    ['immediate', 'short_term', 'long_term', 'not stated'] AS horizon;

-- Whether an incident is such a later one, and while an action item of the earlier one was open; and its places in those lists.
CREATE OR REPLACE TABLE incident_facts AS
SELECT f.*, incident_key IN (SELECT incident_key FROM repeats) AS is_repeat,
    incident_key IN (SELECT incident_key FROM repeats WHERE while_open) AS is_repeat_while_open,
    list_position(g.quarter, f.quarter)::USMALLINT - 1 AS quarter_place,
    list_position(g.team, coalesce(f.team, 'not stated'))::USMALLINT - 1 AS team_place,
    list_position(g.severity, coalesce(f.severity, 'not stated'))::USMALLINT - 1 AS severity_place
FROM incident_facts f CROSS JOIN group_values g ORDER BY source_path, source_line;

-- The pages ask for them by the groups of their incidents.
CREATE OR REPLACE TABLE disagreements AS
SELECT d.*, f.incident_id, f.title, f.status, f.quarter, f.team, f.severity, f.occurred_on, f.source_path, f.source_line
FROM disagreements d JOIN incident_facts f USING (incident_key) ORDER BY incident_key, metric;

-- One row an action item with its incident's groups and its state on the as-of day. `outcome`: how an item stands whose due date
-- has passed and that is not marked as won't do. `incident_number`: the same for the items of one incident, in the order of their days.
-- `moves`: how often its due date was put off, NULL where its history is not known; `first_due_date`: the one before the first of these.
CREATE OR REPLACE TABLE action_item_states AS
WITH put_off AS (
    SELECT h.item_key, count(c.item_key) AS moves, min_by(c.old, c.ordinal)::DATE AS first_due_date
    FROM action_item_histories h LEFT JOIN action_item_changes c ON c.item_key = h.item_key AND c.field = 'due_date' AND c.new > c.old
    GROUP BY h.item_key
), dated AS (
    SELECT a.*, f.incident_id, f.title, f.status AS incident_status, f.quarter, f."month", f.team, f.severity, f.occurred_on,
        f.quarter_place, f.team_place, f.severity_place,
        list_position(g.horizon, coalesce(a.horizon, 'not stated'))::USMALLINT - 1 AS horizon_place, f.source_path, a.status IN ('pending', 'in_progress') AS is_open, a.due_date < n.as_of AS is_due,
        date_diff('day', a.due_date, n.as_of) AS days_past_due, f.incident_number, p.moves, p.first_due_date
    FROM action_items a JOIN (
        SELECT *, row_number() OVER (ORDER BY occurred_on, source_path, source_line)::INTEGER AS incident_number FROM incident_facts
    ) f USING (incident_key) LEFT JOIN put_off p USING (item_key) CROSS JOIN snapshot_info n CROSS JOIN group_values g
)
SELECT * EXCLUDE (days_past_due),
    coalesce(is_due AND is_open, false) AS is_overdue,
    CASE WHEN is_due AND is_open THEN days_past_due END AS overdue_days,
    CASE WHEN NOT coalesce(is_due AND is_open, false) THEN NULL
         WHEN days_past_due <= 7 THEN '0-7'
         WHEN days_past_due <= 30 THEN '8-30'
         WHEN days_past_due <= 90 THEN '31-90'
         ELSE '>90' END AS overdue_band,
    CASE WHEN NOT coalesce(is_due, false) OR status = 'wont_do' THEN NULL
         WHEN status IS NULL THEN 'status unknown'
         WHEN status <> 'complete' THEN 'open'
         WHEN completed_on IS NULL THEN 'closed, date unknown'
         WHEN completed_on <= due_date THEN 'on time'
         ELSE 'late' END AS outcome
FROM dated ORDER BY source_path, incident_key, ordinal;

-- Why each metric of action items leaves one out: as in exclusions.
CREATE OR REPLACE VIEW action_exclusions AS
WITH begun AS (
    SELECT *, coalesce(opened_on, occurred_on) AS begun_on,
        CASE WHEN status IS NULL THEN 'no status' WHEN NOT is_open THEN 'not open' END AS closed,
        CASE WHEN status IS NULL THEN 'no status' WHEN coalesce(opened_on, occurred_on) IS NULL THEN 'no beginning'
             WHEN NOT is_open AND completed_on IS NULL THEN 'no end' END AS untold
    FROM action_item_states
)
UNPIVOT (
    SELECT incident_key, ordinal,
        CASE WHEN status = 'wont_do' THEN 'dropped' END AS action_completion,
        CASE WHEN outcome IS NOT NULL THEN NULL WHEN status = 'wont_do' THEN 'dropped' WHEN due_date IS NULL THEN 'no due date'
             ELSE 'not due' END AS action_on_time,
        closed AS action_overdue,
        coalesce(untold, CASE WHEN if(is_open, (SELECT as_of FROM snapshot_info), completed_on) < begun_on THEN 'impossible' END)
            AS action_closure,
        untold AS action_backlog,
        closed AS action_gaps
    FROM begun
) ON COLUMNS(* EXCLUDE (incident_key, ordinal)) INTO NAME metric VALUE reason;

-- One row a thing that somebody should look at, with its incident's groups: an open action of a P0 or P1 past its due date, an incident
-- within 90 days of one that it resembles or names while an action of that one was open, one that it names otherwise, a P0 or P1 that
-- promises nothing at once, an open action put off more than twice, a time that cannot be, an incident without a stated end after 7 days,
-- and one whose document is still a draft after 30 days.
CREATE OR REPLACE TABLE attention_items AS
WITH found AS (
    SELECT 1 AS kind_order, 'overdue_action' AS kind, incident_key, overdue_days AS days, action AS detail, owner, line
    FROM action_item_states WHERE is_overdue AND severity IN ('P0', 'P1')
    UNION ALL
    SELECT 2, 'repeat_while_open', r.incident_key, min(r.days), min_by(coalesce(earlier.incident_id, earlier.title), r.days), NULL,
        any_value(later.source_line)
    FROM repeats r JOIN incident_facts later USING (incident_key) JOIN incident_facts earlier ON earlier.incident_key = r.earlier_key
    WHERE r.while_open GROUP BY r.incident_key
    UNION ALL
    SELECT 3, 'no_immediate_action', incident_key, date_diff('day', occurred_on, as_of), NULL, NULL, source_line
    FROM incident_facts, snapshot_info WHERE severity IN ('P0', 'P1') AND status <> 'draft'
        AND incident_key NOT IN (SELECT incident_key FROM action_items WHERE coalesce(horizon, 'immediate') = 'immediate')
    UNION ALL
    SELECT 4, 'moved_promise', incident_key, moves, action, owner, line FROM action_item_states WHERE is_open AND moves > 2
    UNION ALL
    SELECT 5, 'impossible_time', incident_key, NULL, message, NULL, line
    FROM diagnostics WHERE incident_key IS NOT NULL AND code IN ('PM203', 'PM204', 'PM205')
    UNION ALL
    SELECT 6, 'repeat', r.incident_key, min(date_diff('day', earlier.occurred_on, later.occurred_on)), r.related_id, NULL, r.line
    FROM related_incidents r JOIN incident_facts later USING (incident_key)
    JOIN incident_facts earlier ON earlier.incident_id = r.related_id  -- an id may be used more than once
    WHERE date_diff('day', earlier.occurred_on, later.occurred_on) BETWEEN 0 AND 90 AND earlier.incident_key <> later.incident_key
        AND NOT later.is_repeat_while_open
    GROUP BY r.incident_key, r.related_id, r.line
    UNION ALL
    SELECT 7, 'open_incident', incident_key, date_diff('day', occurred_on, as_of), NULL, NULL, source_line
    FROM incident_facts, snapshot_info WHERE is_open AND date_diff('day', occurred_on, as_of) > 7
    UNION ALL
    SELECT 8, 'old_draft', incident_key, date_diff('day', occurred_on, as_of), NULL, NULL, source_line
    FROM incident_facts, snapshot_info WHERE status = 'draft' AND date_diff('day', occurred_on, as_of) > 30
)
SELECT row_number() OVER (ORDER BY kind_order, f.severity NULLS LAST, days DESC NULLS LAST, incident_key, line, detail)::INTEGER AS position,
    found.*, f.incident_id, f.title, f.status, f.quarter, f.team, f.severity, f.occurred_on, f.source_path
FROM found JOIN incident_facts f USING (incident_key) ORDER BY position;

-- One row a fiscal quarter: how many of its days lie before the as-of day, and whether documents are still expected. They are until the
-- time has passed within which nine in ten of the final documents were signed, counted from the quarter's end; without any, 30 days.
CREATE OR REPLACE TABLE quarter_states AS
WITH lag AS (SELECT coalesce(ceil(quantile_cont(lag_days, 0.9)), 30)::INTEGER AS days FROM incident_facts WHERE lag_days >= 0)
SELECT quarter, starts_on, ends_on, greatest(date_diff('day', starts_on, least(ends_on, as_of)) + 1, 1) AS days,
    as_of < ends_on + lag.days AS is_provisional
FROM quarters, lag, snapshot_info ORDER BY quarter;

-- One row a fiscal quarter, one without incidents too.
CREATE OR REPLACE VIEW incident_quarters AS
SELECT q.quarter, q.starts_on, q.ends_on, count(f.incident_key) AS incidents, count(*) FILTER (f.is_open) AS open_incidents,
    median(f.ttd) AS time_to_detect_median_min, median(f.ttr) AS time_to_resolve_median_min
FROM quarters q LEFT JOIN incident_facts f USING (quarter)
GROUP BY ALL ORDER BY q.quarter;
