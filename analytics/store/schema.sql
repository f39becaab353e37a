-- The tables of a snapshot. docs/schema.md describes every column; tests/store/test_schema.py holds this file, the records of
-- analytics/model.py and the documentation together. Unknown is NULL. Instants are UTC. Durations are minutes.

CREATE TABLE snapshot_info (
    generation         BIGINT NOT NULL,       -- counts up with each publication
    created_at         TIMESTAMPTZ NOT NULL,
    as_of              DATE NOT NULL,         -- the day on which "overdue" is judged
    source             VARCHAR NOT NULL,      -- name of the ingested folder(s)
    corpus_fingerprint VARCHAR NOT NULL,      -- of every file's path, content and history, and of the settings
    schema_version     INTEGER NOT NULL,
    reader_version     VARCHAR NOT NULL,      -- of the code and settings that read the documents
    product_version    VARCHAR NOT NULL,
    settings           JSON NOT NULL
);

CREATE TABLE quarters (                       -- every fiscal quarter from the first incident's to the last one's, none missing
    quarter   VARCHAR PRIMARY KEY,
    starts_on DATE NOT NULL,
    ends_on   DATE NOT NULL                   -- the last day, inclusive
);

CREATE TABLE targets (                        -- from the settings; severity NULL holds for every severity without a row of its own
    metric   VARCHAR NOT NULL,                -- id in the definition registry
    severity VARCHAR,
    horizon  VARCHAR,
    target   DOUBLE NOT NULL,                 -- minutes, or a share between 0 and 1
    basis    VARCHAR NOT NULL                 -- 'settings' or 'default': whose number it is
);

CREATE TABLE annotations (                    -- dated notes from the settings, in the order of their days
    ordinal   INTEGER PRIMARY KEY,
    starts_on DATE NOT NULL,
    ends_on   DATE,                           -- the last day of a span, inclusive; NULL: it is one day
    text      VARCHAR NOT NULL,
    kind      VARCHAR NOT NULL,               -- 'launch', 'freeze', 'change', 'definition' or 'other'
    teams     VARCHAR[] NOT NULL,             -- whom it concerns; empty: all of them
    metric    VARCHAR                         -- id in the definition registry; NULL: every metric
);

CREATE TABLE documents (
    source_path    VARCHAR PRIMARY KEY,
    sha256         VARCHAR NOT NULL,
    bytes          BIGINT NOT NULL,
    modified_at    TIMESTAMPTZ NOT NULL,
    reader         VARCHAR NOT NULL,
    dialect        VARCHAR,
    incidents      INTEGER NOT NULL,
    content_lines  INTEGER NOT NULL,
    captured_lines INTEGER NOT NULL,
    boilerplate_lines INTEGER NOT NULL,       -- content = captured + boilerplate + left over
    text           VARCHAR NOT NULL,          -- the file as it was read, for the incident's page
    line_map       INTEGER[]                  -- the file's line for each line of text; NULL where they are the same
);

CREATE TABLE diagnostics (
    source_path  VARCHAR NOT NULL,
    line         INTEGER NOT NULL,
    col          INTEGER NOT NULL,
    level        VARCHAR NOT NULL,
    code         VARCHAR NOT NULL,
    message      VARCHAR NOT NULL,
    hint         VARCHAR,
    incident_key VARCHAR
);

CREATE TABLE incidents (
    incident_key VARCHAR PRIMARY KEY,
    source_path VARCHAR NOT NULL,
    source_line INTEGER NOT NULL,
    dialect VARCHAR NOT NULL,
    incident_id VARCHAR,
    title VARCHAR,
    status VARCHAR,
    incident_date DATE,
    quarter VARCHAR,
    team VARCHAR,
    team_basis VARCHAR,
    authors VARCHAR[] NOT NULL,
    reviewers VARCHAR[] NOT NULL,
    severity VARCHAR,
    severity_text VARCHAR,
    summary VARCHAR,
    user_experience VARCHAR,                  -- the words of section 3.1
    what_happened VARCHAR,
    root_cause VARCHAR,
    duration_min DOUBLE,
    stated_duration_min DOUBLE,
    timeline_duration_min DOUBLE,
    duration_basis VARCHAR,
    time_to_detect_min DOUBLE,
    stated_time_to_detect_min DOUBLE,
    timeline_time_to_detect_min DOUBLE,
    time_to_detect_basis VARCHAR,
    time_to_acknowledge_min DOUBLE,
    stated_time_to_acknowledge_min DOUBLE,
    timeline_time_to_acknowledge_min DOUBLE,
    time_to_acknowledge_basis VARCHAR,
    time_to_mitigate_min DOUBLE,
    stated_time_to_mitigate_min DOUBLE,
    timeline_time_to_mitigate_min DOUBLE,
    time_to_mitigate_basis VARCHAR,
    time_to_resolve_min DOUBLE,
    stated_time_to_resolve_min DOUBLE,
    timeline_time_to_resolve_min DOUBLE,
    time_to_resolve_basis VARCHAR,
    users_affected BIGINT,
    users_affected_text VARCHAR,
    revenue_impact DOUBLE,
    revenue_currency VARCHAR,
    business_revenue DOUBLE,
    business_revenue_currency VARCHAR,
    sla_breach_min DOUBLE,
    reputation VARCHAR,
    data_impact VARCHAR,
    started_at TIMESTAMPTZ,
    detected_at TIMESTAMPTZ,
    acknowledged_at TIMESTAMPTZ,
    identified_at TIMESTAMPTZ,
    mitigated_at TIMESTAMPTZ,
    resolved_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    alert_name VARCHAR,
    detect_target_min DOUBLE,
    detect_actual_min DOUBLE,
    false_positives INTEGER,
    review_date DATE,
    review_attendees VARCHAR[] NOT NULL
);

CREATE TABLE field_sources (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    field VARCHAR NOT NULL, text VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,               -- 'exact', 'approximate' or 'range'
    low VARCHAR, high VARCHAR);               -- the ends of a range, in the form of the column
CREATE TABLE timeline_events (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    occurred_at TIMESTAMPTZ, time_text VARCHAR NOT NULL, event VARCHAR NOT NULL, kind VARCHAR);
CREATE TABLE user_impacts (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    impact VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE affected_features (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    feature VARCHAR NOT NULL, description VARCHAR);
CREATE TABLE customer_communications (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    channel VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE whys (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    depth INTEGER NOT NULL, question VARCHAR NOT NULL, answer VARCHAR, is_root_cause BOOLEAN NOT NULL);
CREATE TABLE contributing_factors (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    factor VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE detection_methods (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    method VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE detection_suggestions (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    suggestion VARCHAR NOT NULL);
CREATE TABLE observations (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE action_items (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    number INTEGER, horizon VARCHAR, action VARCHAR NOT NULL, owner VARCHAR, due_date DATE, status VARCHAR, status_text VARCHAR,
    reason VARCHAR, opened_on DATE, completed_on DATE, completed_basis VARCHAR, opened_basis VARCHAR, ticket VARCHAR,
    item_key VARCHAR, ticket_url VARCHAR);
CREATE TABLE lessons (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, lesson VARCHAR NOT NULL, application VARCHAR);
CREATE TABLE documentation_updates (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, name VARCHAR, what VARCHAR, done BOOLEAN NOT NULL);
CREATE TABLE related_incidents (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    related_id VARCHAR NOT NULL, related_date DATE, relationship VARCHAR);
CREATE TABLE communication_log (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    occurred_at TIMESTAMPTZ, time_text VARCHAR NOT NULL, channel VARCHAR, message VARCHAR);
CREATE TABLE reference_links (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, label VARCHAR NOT NULL, url VARCHAR);
CREATE TABLE review_notes (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE passages (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    kind VARCHAR NOT NULL, heading VARCHAR NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE sign_offs (incident_key VARCHAR NOT NULL, ordinal INTEGER NOT NULL, line INTEGER NOT NULL,
    role VARCHAR NOT NULL, name VARCHAR, signed_on DATE, signed BOOLEAN NOT NULL);

-- What the history of the files tells about action items: git commits, and what one ingest found changed since the one before.

CREATE TABLE action_item_histories (          -- one row for each item that was ever seen, also one that stands nowhere any more
    item_key     VARCHAR NOT NULL,            -- unique
    incident_key VARCHAR NOT NULL,            -- of one that has left the corpus too
    item_ordinal INTEGER,                     -- of its row in action_items; NULL: it stands nowhere any more
    incident_id  VARCHAR,
    source_path  VARCHAR NOT NULL,            -- where it stood last
    line         INTEGER NOT NULL,
    number INTEGER, horizon VARCHAR, action VARCHAR NOT NULL, owner VARCHAR, due_date DATE, status VARCHAR, ticket VARCHAR,
    appeared_at  TIMESTAMPTZ, appeared_basis VARCHAR,  -- both NULL: it was there when its history begins
    removed_at   TIMESTAMPTZ, removed_basis VARCHAR
);

CREATE TABLE action_item_changes (            -- one row for each change of an item, in the order in which they happened
    item_key     VARCHAR NOT NULL,
    ordinal      INTEGER NOT NULL,
    incident_key VARCHAR NOT NULL,            -- as in action_item_histories
    changed_at   TIMESTAMPTZ,                 -- NULL: no date of the commit can be used
    field        VARCHAR NOT NULL,
    old VARCHAR, new VARCHAR,
    basis        VARCHAR NOT NULL,            -- 'git' or 'ingest'
    revision     VARCHAR,                     -- id of the commit
    source_path  VARCHAR NOT NULL,            -- as it was called then
    line         INTEGER NOT NULL
);

CREATE TABLE history_sources (                -- one row for each folder of the corpus that is in git: up to where it was read
    folder   VARCHAR PRIMARY KEY,             -- '' for the whole source, else its path with a slash at the end
    revision VARCHAR NOT NULL,
    commits  BIGINT NOT NULL                  -- that changed a document, so far
);
