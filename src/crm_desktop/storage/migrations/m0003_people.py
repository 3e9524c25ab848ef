"""People, leads and lists: soft facts, consent, relations, leads, own fields, saved views, duplicates decided."""

from __future__ import annotations

from sqlite_utils import Database

TABLES = (
    """
    CREATE TABLE relation_type (
        name VARCHAR DEFAULT '' NOT NULL,
        reverse_name VARCHAR DEFAULT '' NOT NULL,
        "between" VARCHAR DEFAULT '' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_relation_type PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE relation (
        id VARCHAR(32) NOT NULL,
        type_id VARCHAR(32) NOT NULL,
        from_id VARCHAR(32) NOT NULL,
        to_id VARCHAR(32) NOT NULL,
        note VARCHAR DEFAULT '' NOT NULL,
        CONSTRAINT pk_relation PRIMARY KEY (id),
        CONSTRAINT fk_relation_type_id_relation_type FOREIGN KEY(type_id) REFERENCES relation_type (id),
        CONSTRAINT fk_relation_from_id_contact FOREIGN KEY(from_id) REFERENCES contact (id),
        CONSTRAINT fk_relation_to_id_contact FOREIGN KEY(to_id) REFERENCES contact (id)
    )
    """,
    "CREATE INDEX ix_relation_from_id ON relation (from_id)",
    "CREATE INDEX ix_relation_to_id ON relation (to_id)",
    """
    CREATE TABLE not_duplicate (
        id VARCHAR(32) NOT NULL,
        first_id VARCHAR(32) NOT NULL,
        second_id VARCHAR(32) NOT NULL,
        CONSTRAINT pk_not_duplicate PRIMARY KEY (id),
        CONSTRAINT fk_not_duplicate_first_id_contact FOREIGN KEY(first_id) REFERENCES contact (id),
        CONSTRAINT fk_not_duplicate_second_id_contact FOREIGN KEY(second_id) REFERENCES contact (id)
    )
    """,
    """
    CREATE TABLE lead (
        name VARCHAR DEFAULT '' NOT NULL,
        given_name VARCHAR DEFAULT '' NOT NULL,
        family_name VARCHAR DEFAULT '' NOT NULL,
        sort_key VARCHAR DEFAULT '' NOT NULL,
        company_name VARCHAR DEFAULT '' NOT NULL,
        job_title VARCHAR DEFAULT '' NOT NULL,
        phone VARCHAR DEFAULT '' NOT NULL,
        phone_normalised VARCHAR DEFAULT '' NOT NULL,
        email VARCHAR DEFAULT '' NOT NULL,
        website VARCHAR DEFAULT '' NOT NULL,
        city VARCHAR DEFAULT '' NOT NULL,
        country VARCHAR DEFAULT '' NOT NULL,
        source VARCHAR DEFAULT '' NOT NULL,
        campaign VARCHAR DEFAULT '' NOT NULL,
        interest VARCHAR DEFAULT '' NOT NULL,
        notes VARCHAR DEFAULT '' NOT NULL,
        amount BIGINT,
        currency VARCHAR DEFAULT '' NOT NULL,
        status VARCHAR DEFAULT '' NOT NULL,
        status_reason VARCHAR DEFAULT '' NOT NULL,
        ask_again_on DATE,
        owner_id VARCHAR(32),
        score INTEGER DEFAULT '0' NOT NULL,
        score_reasons VARCHAR,
        converted_at BIGINT,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        deal_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_lead PRIMARY KEY (id),
        CONSTRAINT fk_lead_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id),
        CONSTRAINT fk_lead_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_lead_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_lead_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id)
    )
    """,
    "CREATE INDEX ix_lead_company_id ON lead (company_id)",
    "CREATE INDEX ix_lead_deal_id ON lead (deal_id)",
    "CREATE INDEX ix_lead_email ON lead (email)",
    "CREATE INDEX ix_lead_person_id ON lead (person_id)",
    "CREATE INDEX ix_lead_phone_normalised ON lead (phone_normalised)",
    "CREATE INDEX ix_lead_status_deleted_at ON lead (status, deleted_at)",
    """
    CREATE TABLE score_rule (
        name VARCHAR DEFAULT '' NOT NULL,
        filter VARCHAR DEFAULT '' NOT NULL,
        points INTEGER DEFAULT '0' NOT NULL,
        group_name VARCHAR DEFAULT '' NOT NULL,
        cap INTEGER,
        decay_days INTEGER,
        position INTEGER DEFAULT '0' NOT NULL,
        active BOOLEAN DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_score_rule PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE assignment_rule (
        name VARCHAR DEFAULT '' NOT NULL,
        filter VARCHAR DEFAULT '' NOT NULL,
        way VARCHAR DEFAULT '' NOT NULL,
        member_id VARCHAR(32),
        among VARCHAR DEFAULT '' NOT NULL,
        last_member_id VARCHAR(32),
        position INTEGER DEFAULT '0' NOT NULL,
        active BOOLEAN DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_assignment_rule PRIMARY KEY (id),
        CONSTRAINT fk_assignment_rule_member_id_member FOREIGN KEY(member_id) REFERENCES member (id),
        CONSTRAINT fk_assignment_rule_last_member_id_member FOREIGN KEY(last_member_id) REFERENCES member (id)
    )
    """,
    """
    CREATE TABLE custom_field (
        record_kind VARCHAR DEFAULT '' NOT NULL,
        "key" VARCHAR DEFAULT '' NOT NULL,
        label VARCHAR DEFAULT '' NOT NULL,
        type VARCHAR DEFAULT '' NOT NULL,
        choices VARCHAR DEFAULT '' NOT NULL,
        target VARCHAR DEFAULT '' NOT NULL,
        scale INTEGER DEFAULT '0' NOT NULL,
        personal BOOLEAN DEFAULT '0' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_custom_field PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE custom_value (
        id VARCHAR(32) NOT NULL,
        field_id VARCHAR(32) NOT NULL,
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        text VARCHAR,
        number BIGINT,
        CONSTRAINT pk_custom_value PRIMARY KEY (id),
        CONSTRAINT fk_custom_value_field_id_custom_field FOREIGN KEY(field_id) REFERENCES custom_field (id)
    )
    """,
    "CREATE INDEX ix_custom_value_field_id_number ON custom_value (field_id, number)",
    "CREATE INDEX ix_custom_value_field_id_text ON custom_value (field_id, text)",
    "CREATE INDEX ix_custom_value_record_id ON custom_value (record_id)",
    """
    CREATE TABLE saved_view (
        record_kind VARCHAR DEFAULT '' NOT NULL,
        name VARCHAR DEFAULT '' NOT NULL,
        filter VARCHAR DEFAULT '' NOT NULL,
        columns VARCHAR DEFAULT '' NOT NULL,
        sorting VARCHAR DEFAULT '' NOT NULL,
        group_by VARCHAR DEFAULT '' NOT NULL,
        layout VARCHAR DEFAULT '' NOT NULL,
        owner_id VARCHAR(32),
        segment BOOLEAN DEFAULT '0' NOT NULL,
        frozen BOOLEAN DEFAULT '0' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_saved_view PRIMARY KEY (id),
        CONSTRAINT fk_saved_view_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    """
    CREATE TABLE segment_member (
        id VARCHAR(32) NOT NULL,
        view_id VARCHAR(32) NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        CONSTRAINT pk_segment_member PRIMARY KEY (id),
        CONSTRAINT fk_segment_member_view_id_saved_view FOREIGN KEY(view_id) REFERENCES saved_view (id)
    )
    """,
    "CREATE INDEX ix_segment_member_record_id ON segment_member (record_id)",
    "CREATE INDEX ix_segment_member_view_id ON segment_member (view_id)",
    """
    CREATE TABLE quality_figure (
        id VARCHAR(32) NOT NULL,
        day DATE NOT NULL,
        measure VARCHAR DEFAULT '' NOT NULL,
        good INTEGER DEFAULT '0' NOT NULL,
        total INTEGER DEFAULT '0' NOT NULL,
        CONSTRAINT pk_quality_figure PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE blob_text (
        id VARCHAR(64) NOT NULL,
        content VARCHAR DEFAULT '' NOT NULL,
        CONSTRAINT pk_blob_text PRIMARY KEY (id)
    )
    """,
)

COLUMNS = (
    "ALTER TABLE contact ADD COLUMN interests VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE contact ADD COLUMN family VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE contact ADD COLUMN preferences VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE contact ADD COLUMN keep_in_touch_days INTEGER",
    "ALTER TABLE contact ADD COLUMN merged_into_id VARCHAR(32) "
    "CONSTRAINT fk_contact_merged_into_id_contact REFERENCES contact (id)",
    "CREATE INDEX ix_contact_merged_into_id ON contact (merged_into_id) WHERE merged_into_id IS NOT NULL",
    "ALTER TABLE channel ADD COLUMN consent_at BIGINT",
    "ALTER TABLE channel ADD COLUMN consent_source VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE address ADD COLUMN valid_from DATE",
    "ALTER TABLE address ADD COLUMN valid_until DATE",
    "ALTER TABLE address ADD COLUMN latitude BIGINT",
    "ALTER TABLE address ADD COLUMN longitude BIGINT",
)


def apply(database: Database) -> None:
    """Make the tables, and add columns to contacts, channels and addresses."""
    for statement in (*TABLES, *COLUMNS):
        database.execute(statement)
