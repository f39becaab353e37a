-- Fills the tables that documents fill with $incidents plausible random rows; the same number gives the same rows.
-- Prepared by benchmarks/fill.py: one statement after the other, the macros first.

-- A uniform number in [0, 1) that depends on the row and the salt alone, and the number that goes with it on a bell curve.
CREATE OR REPLACE TEMP MACRO uniform(i, salt) AS (hash(hash(i, salt)) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE TEMP MACRO normal(i, salt) AS sqrt(-2 * ln(1 - uniform(i, salt))) * cos(2 * pi() * uniform(i, salt || ' angle'));
CREATE OR REPLACE TEMP MACRO pick(i, salt, choices) AS choices[1 + floor(uniform(i, salt) * len(choices))::INTEGER];
CREATE OR REPLACE TEMP MACRO whole_minutes(i, salt, middle, sigma) AS greatest(1, round(exp(ln(middle) + sigma * normal(i, salt))));

CREATE OR REPLACE TEMP TABLE drawn AS
WITH numbered AS (
    SELECT i, uniform(i, 'when') AS moment,
        pick(i, 'team', ['Payments', 'Payments', 'Payments', 'Identity', 'Search', 'Search', 'Platform', 'Platform',
                         'Data Pipelines', 'Model Serving', NULL]) AS team,
        pick(i, 'severity', ['P0', 'P1', 'P1', 'P2', 'P2', 'P2', 'P2', 'P3', 'P3', 'P3', 'P4', NULL]) AS severity
    FROM range(1, $incidents + 1) numbers(i)
), timed AS (
    SELECT *, TIMESTAMPTZ '2024-04-01 00:00:00+00' + to_minutes((moment * 913 * 1440)::BIGINT) AS started_at,
        whole_minutes(i, 'ttd', CASE WHEN moment > 0.55 THEN 5 ELSE 12 END, 1.0) AS ttd,
        whole_minutes(i, 'tta', 3, 0.8) AS tta,
        whole_minutes(i, 'ttr', CASE severity WHEN 'P0' THEN 45 WHEN 'P1' THEN 60 WHEN 'P2' THEN 85 ELSE 150 END, 1.1) AS repair
    FROM numbered
)
SELECT *, printf('INCIDENT-%s-%07d', strftime(started_at, '%Y-%m-%d'), i) AS incident_id,
    strftime(started_at, '%Y') || 'Q' || quarter(started_at) AS quarter, ttd + repair AS ttr, ttd + round(repair * 0.7) AS ttm, uniform(i, 'timeline') < 0.9 AS has_timeline, uniform(i, 'ended') < 0.98 AS has_ended,
    uniform(i, 'stated') < 0.95 AS is_stated, uniform(i, 'slip') < 0.15 AS is_off,
    printf('%s/%s/INCIDENT-%s-%07d.md', lower(replace(coalesce(team, 'unsorted'), ' ', '-')), strftime(started_at, '%Y'),
           strftime(started_at, '%Y-%m-%d'), i) AS source_path
FROM timed;

INSERT INTO incidents BY NAME
SELECT source_path || '#1' AS incident_key, source_path, 3 AS source_line, 'template' AS dialect,
    incident_id, pick(i, 'what', ['Queue backlog', 'Expired certificate', 'Failed migration', 'Cache stampede', 'Stale features', 'Slow index rebuild'])
        || ' in ' || pick(i, 'where', ['checkout', 'login', 'search', 'the feature store', 'the model gateway', 'billing']) AS title,
    CASE WHEN moment < 0.93 OR uniform(i, 'status') < 0.3 THEN 'final'
         ELSE pick(i, 'draft', ['draft', 'in_review', 'in_review', NULL]) END AS status,
    started_at::DATE AS incident_date, quarter, team, CASE WHEN team IS NOT NULL THEN 'document' END AS team_basis,
    [pick(i, 'author', ['@mira-k', '@jonas-w', '@payments-oncall', '@sre-lead'])] AS authors, ['@sre-lead'] AS reviewers,
    severity, severity AS severity_text,
    printf('The service was degraded for %d minutes.', ttr::BIGINT) AS summary,
    'A worker pool ran out of connections after a deployment.' AS what_happened,
    pick(i, 'cause', ['No limit on retries', 'The certificate had no owner', 'The rollout skipped the canary']) AS root_cause,
    CASE WHEN has_ended THEN ttr END AS duration_min,
    CASE WHEN has_ended AND is_stated THEN ttr END AS stated_duration_min,
    CASE WHEN has_ended AND has_timeline THEN ttr END AS timeline_duration_min,
    CASE WHEN NOT has_ended THEN NULL WHEN is_stated THEN 'stated' WHEN has_timeline THEN 'timeline' END AS duration_basis,
    CASE WHEN is_stated OR has_timeline THEN ttd END AS time_to_detect_min,
    CASE WHEN is_stated THEN ttd END AS stated_time_to_detect_min,
    CASE WHEN has_timeline THEN ttd + CASE WHEN is_off THEN 7 ELSE 0 END END AS timeline_time_to_detect_min,
    CASE WHEN is_stated THEN 'stated' WHEN has_timeline THEN 'timeline' END AS time_to_detect_basis,
    CASE WHEN has_timeline THEN tta END AS time_to_acknowledge_min,
    CASE WHEN has_timeline THEN tta END AS timeline_time_to_acknowledge_min,
    CASE WHEN has_timeline THEN 'timeline' END AS time_to_acknowledge_basis,
    CASE WHEN has_ended AND (is_stated OR has_timeline) THEN ttm END AS time_to_mitigate_min,
    CASE WHEN has_ended AND is_stated THEN ttm END AS stated_time_to_mitigate_min,
    CASE WHEN has_ended AND has_timeline THEN ttm END AS timeline_time_to_mitigate_min,
    CASE WHEN NOT has_ended THEN NULL WHEN is_stated THEN 'stated' WHEN has_timeline THEN 'timeline' END AS time_to_mitigate_basis,
    CASE WHEN has_ended AND (is_stated OR has_timeline) THEN ttr END AS time_to_resolve_min,
    CASE WHEN has_ended AND is_stated THEN ttr END AS stated_time_to_resolve_min,
    CASE WHEN has_ended AND has_timeline THEN ttr + CASE WHEN is_off THEN 30 ELSE 0 END END AS timeline_time_to_resolve_min,
    CASE WHEN NOT has_ended THEN NULL WHEN is_stated THEN 'stated' WHEN has_timeline THEN 'timeline' END AS time_to_resolve_basis,
    CASE WHEN uniform(i, 'has users') < 0.85 THEN whole_minutes(i, 'users', 1200, 1.6)::BIGINT END AS users_affected,
    CASE WHEN uniform(i, 'has money') < 0.6 THEN whole_minutes(i, 'money', 9000, 1.4) END AS revenue_impact,
    CASE WHEN uniform(i, 'has money') < 0.6 THEN pick(i, 'currency', ['USD', 'USD', 'USD', 'USD', 'EUR', 'GBP']) END AS revenue_currency,
    CASE WHEN uniform(i, 'has sla') < 0.7 THEN CASE WHEN uniform(i, 'breach') < 0.4 THEN ttr ELSE 0 END END AS sla_breach_min,
    pick(i, 'reputation', ['low', 'low', 'medium', 'high', NULL]) AS reputation,
    pick(i, 'data', ['none', 'none', 'none', 'partial', 'significant', NULL]) AS data_impact,
    CASE WHEN has_timeline THEN started_at END AS started_at,
    CASE WHEN has_timeline THEN started_at + to_minutes(ttd::BIGINT) END AS detected_at,
    CASE WHEN has_timeline THEN started_at + to_minutes((ttd + tta)::BIGINT) END AS acknowledged_at,
    CASE WHEN has_timeline AND has_ended THEN started_at + to_minutes(ttm::BIGINT) END AS mitigated_at,
    CASE WHEN has_timeline AND has_ended THEN started_at + to_minutes(ttr::BIGINT) END AS resolved_at,
    'HighErrorRate' AS alert_name, 5.0 AS detect_target_min, ttd AS detect_actual_min,
    CASE WHEN uniform(i, 'has false') < 0.8 THEN greatest(0, floor(uniform(i, 'false') * 5) - 2)::INTEGER END AS false_positives,
    CASE WHEN moment < 0.93 THEN started_at::DATE + 5 END AS review_date, ['@mira-k', '@sre-lead'] AS review_attendees
FROM drawn;

INSERT INTO documents BY NAME
SELECT source_path, sha256(source_path) AS sha256, 6500 + i % 900 AS bytes, started_at AS modified_at, 'markdown' AS reader,
    'template' AS dialect, 1 AS incidents, 140 AS content_lines, 100 AS captured_lines, 40 - i % 5 AS boilerplate_lines,
    '# Incident Postmortem: ' || source_path AS text
FROM drawn;

INSERT INTO timeline_events BY NAME
SELECT source_path || '#1' AS incident_key, step AS ordinal, 30 + step AS line,
    started_at + to_minutes([0, ttd, ttd + tta, ttd + tta + 2, ttm, ttr][step]::BIGINT) AS occurred_at,
    strftime(started_at + to_minutes([0, ttd, ttd + tta, ttd + tta + 2, ttm, ttr][step]::BIGINT), '%H:%M') AS time_text,
    ['Impact began', 'First alert triggered', 'On-call engineer acknowledged', 'Initial investigation started', 'Mitigation applied',
     'Service restored'][step] AS event,
    ['impact_started', 'detected', 'acknowledged', 'investigating', 'mitigated', 'resolved'][step] AS kind
FROM drawn, range(1, 7) steps(step) WHERE has_timeline AND (has_ended OR step < 5);

INSERT INTO contributing_factors BY NAME
SELECT source_path || '#1' AS incident_key, row_number() OVER (PARTITION BY i ORDER BY choice) AS ordinal, 90 + choice AS line,
    ['monitoring', 'documentation', 'process', 'testing', 'configuration', 'human_error', 'third_party', 'capacity', 'other'][choice] AS factor,
    ['Missing monitoring/alerting', 'Documentation gaps', 'Process not followed', 'Inadequate testing', 'Configuration error',
     'Human error', 'Third-party dependency', 'Capacity/scaling issue', 'Other: unclear ownership'][choice] AS text
FROM drawn, range(1, 10) choices(choice)
WHERE uniform(i, 'factor ' || choice) < [0.32, 0.1, 0.14, 0.3, 0.28, 0.12, 0.1, 0.2, 0.03][choice] AND uniform(i, 'any factor') < 0.93;

INSERT INTO detection_methods BY NAME
SELECT source_path || '#1' AS incident_key, 1 AS ordinal, 102 AS line, method,
    CASE method WHEN 'automated_alert' THEN 'Automated monitoring alert' WHEN 'user_report' THEN 'User report'
         WHEN 'internal_user' THEN 'Internal user noticed' WHEN 'health_check' THEN 'Scheduled health check'
         ELSE 'Third-party notification' END AS text
FROM (SELECT i, source_path, pick(i, 'method', ['automated_alert', 'automated_alert', 'automated_alert', 'automated_alert', 'user_report',
        'user_report', 'internal_user', 'health_check', 'third_party', NULL]) AS method FROM drawn)
WHERE method IS NOT NULL;

INSERT INTO user_impacts BY NAME
SELECT source_path || '#1' AS incident_key, 1 AS ordinal, 52 AS line,
    pick(i, 'impact', ['no_access', 'degraded', 'degraded', 'incorrect_data', 'error_messages', 'subset']) AS impact,
    'Users were affected' AS text
FROM drawn WHERE uniform(i, 'any impact') < 0.9;

INSERT INTO action_items BY NAME
WITH items AS (
    SELECT *, hash(i, step) AS item, ['immediate', 'immediate', 'short_term', 'short_term', 'long_term'][step] AS horizon,
        started_at::DATE + 2 AS opened_on, started_at::DATE + [7, 7, 30, 30, 90][step] AS due_date
    FROM drawn, range(1, 6) steps(step) WHERE uniform(i, 'item ' || step) < 0.6
), decided AS (
    SELECT *, CASE WHEN uniform(item, 'status') < 0.05 THEN 'wont_do'
        WHEN uniform(item, 'status') > 0.98 THEN NULL
        WHEN opened_on + (whole_minutes(item, 'days', [4, 4, 22, 22, 75][step], 0.7)::INTEGER) <= DATE '2026-10-05' AND uniform(item, 'done') < 0.9
            THEN 'complete'
        ELSE pick(item, 'going', ['pending', 'in_progress']) END AS status
    FROM items
)
SELECT source_path || '#1' AS incident_key, row_number() OVER (PARTITION BY i ORDER BY step) AS ordinal, 150 + 3 * step AS line,
    row_number() OVER (PARTITION BY i ORDER BY step) AS number, horizon,
    pick(item, 'verb', ['Add an alert for', 'Write a runbook for', 'Test the rollback of', 'Limit the retries of']) || ' '
        || pick(item, 'object', ['the payment queue', 'the login service', 'the index builder', 'the feature pipeline']) AS action,
    CASE WHEN uniform(item, 'owned') < 0.94
        THEN pick(item, 'owner', ['@mira-k', '@jonas-w', '@payments-oncall', '@sre-lead', '@search-oncall', '@ada-p']) END AS owner,
    CASE WHEN uniform(item, 'dated') < 0.95 THEN due_date END AS due_date, status,
    CASE status WHEN 'complete' THEN '✅' WHEN 'wont_do' THEN '❌' WHEN 'pending' THEN '⏳' WHEN 'in_progress' THEN '🔄' END AS status_text,
    CASE WHEN status = 'wont_do' THEN 'The service is being retired' END AS reason,
    opened_on,
    CASE WHEN status = 'complete' AND uniform(item, 'dated end') < 0.5
        THEN opened_on + (whole_minutes(item, 'days', [4, 4, 22, 22, 75][step], 0.7)::INTEGER) END AS completed_on,
    CASE WHEN status = 'complete' AND uniform(item, 'dated end') < 0.5 THEN 'stated' END AS completed_basis
FROM decided;

INSERT INTO sign_offs BY NAME
SELECT source_path || '#1' AS incident_key, 1 AS ordinal, 230 AS line, 'Author' AS role, '@mira-k' AS name,
    started_at::DATE + 3 + (i % 9)::INTEGER AS signed_on, true AS signed
FROM drawn WHERE moment < 0.93;

INSERT INTO related_incidents BY NAME
SELECT later.source_path || '#1' AS incident_key, 1 AS ordinal, 190 AS line, earlier.incident_id AS related_id,
    earlier.started_at::DATE AS related_date, 'Similar root cause' AS relationship
FROM drawn later JOIN drawn earlier ON earlier.i = later.i - 50
WHERE later.i % 40 = 0;

INSERT INTO diagnostics BY NAME
SELECT source_path, 17 AS line, 1 AS col, 'warning' AS level, 'PM301' AS code, 'stated 45 min, timeline 52 min' AS message,
    'Check both; [ingest] prefer says which one counts.' AS hint, source_path || '#1' AS incident_key
FROM drawn WHERE is_off
UNION ALL BY NAME
SELECT source_path, 36 AS line, 1 AS col, 'error' AS level, 'PM203' AS code, 'resolved 14:02 is before started 14:20' AS message,
    'Check the two times; the value is left out of the metrics.' AS hint, source_path || '#1' AS incident_key
FROM drawn WHERE uniform(i, 'impossible') < 0.01;

DROP TABLE drawn;
