"""The first schema: every table of the program's first version."""

from __future__ import annotations

from sqlite_utils import Database

from crm_desktop.storage import journal, numbers, search_index

TABLES = (
    """
    CREATE TABLE activity (
        kind VARCHAR DEFAULT '' NOT NULL,
        direction VARCHAR DEFAULT '' NOT NULL,
        outcome VARCHAR DEFAULT '' NOT NULL,
        minutes INTEGER,
        subject VARCHAR DEFAULT '' NOT NULL,
        body VARCHAR DEFAULT '' NOT NULL,
        happened_at BIGINT NOT NULL,
        pinned BOOLEAN DEFAULT '0' NOT NULL,
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_activity PRIMARY KEY (id),
        CONSTRAINT fk_activity_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_activity_happened_at ON activity (happened_at)",
    """
    CREATE TABLE activity_link (
        id VARCHAR(32) NOT NULL,
        activity_id VARCHAR(32) NOT NULL,
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        CONSTRAINT pk_activity_link PRIMARY KEY (id),
        CONSTRAINT fk_activity_link_activity_id_activity FOREIGN KEY(activity_id) REFERENCES activity (id)
    )
    """,
    "CREATE INDEX ix_activity_link_activity_id ON activity_link (activity_id)",
    "CREATE INDEX ix_activity_link_record_id ON activity_link (record_id)",
    """
    CREATE TABLE address (
        id VARCHAR(32) NOT NULL,
        contact_id VARCHAR(32) NOT NULL,
        type VARCHAR DEFAULT '' NOT NULL,
        label VARCHAR DEFAULT '' NOT NULL,
        street VARCHAR DEFAULT '' NOT NULL,
        city VARCHAR DEFAULT '' NOT NULL,
        region VARCHAR DEFAULT '' NOT NULL,
        postcode VARCHAR DEFAULT '' NOT NULL,
        country VARCHAR DEFAULT '' NOT NULL,
        is_primary BOOLEAN DEFAULT '0' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        CONSTRAINT pk_address PRIMARY KEY (id),
        CONSTRAINT fk_address_contact_id_contact FOREIGN KEY(contact_id) REFERENCES contact (id)
    )
    """,
    "CREATE INDEX ix_address_contact_id ON address (contact_id)",
    """
    CREATE TABLE affiliation (
        id VARCHAR(32) NOT NULL,
        person_id VARCHAR(32) NOT NULL,
        company_id VARCHAR(32) NOT NULL,
        role VARCHAR DEFAULT '' NOT NULL,
        department VARCHAR DEFAULT '' NOT NULL,
        is_primary BOOLEAN DEFAULT '0' NOT NULL,
        started_on DATE,
        ended_on DATE,
        CONSTRAINT pk_affiliation PRIMARY KEY (id),
        CONSTRAINT fk_affiliation_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_affiliation_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id)
    )
    """,
    "CREATE INDEX ix_affiliation_company_id ON affiliation (company_id)",
    "CREATE INDEX ix_affiliation_person_id ON affiliation (person_id)",
    """
    CREATE TABLE attachment (
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        name VARCHAR DEFAULT '' NOT NULL,
        media_type VARCHAR DEFAULT '' NOT NULL,
        size BIGINT DEFAULT '0' NOT NULL,
        blob_id VARCHAR(64) NOT NULL,
        added_at BIGINT NOT NULL,
        role VARCHAR DEFAULT '' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_attachment PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_attachment_record_id ON attachment (record_id)",
    """
    CREATE TABLE blob (
        id VARCHAR(64) NOT NULL,
        content BLOB NOT NULL,
        CONSTRAINT pk_blob PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE "case" (
        number VARCHAR,
        subject VARCHAR DEFAULT '' NOT NULL,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        product_id VARCHAR(32),
        document_id VARCHAR(32),
        channel VARCHAR DEFAULT '' NOT NULL,
        kind VARCHAR DEFAULT '' NOT NULL,
        priority VARCHAR DEFAULT '' NOT NULL,
        status VARCHAR DEFAULT '' NOT NULL,
        opened_at BIGINT NOT NULL,
        reply_due_at BIGINT,
        solve_due_at BIGINT,
        first_reply_at BIGINT,
        solved_at BIGINT,
        waiting_since BIGINT,
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_case PRIMARY KEY (id),
        CONSTRAINT fk_case_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_case_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_case_product_id_product FOREIGN KEY(product_id) REFERENCES product (id),
        CONSTRAINT fk_case_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
        CONSTRAINT fk_case_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    'CREATE INDEX ix_case_company_id ON "case" (company_id)',
    'CREATE INDEX ix_case_document_id ON "case" (document_id)',
    'CREATE INDEX ix_case_person_id ON "case" (person_id)',
    'CREATE INDEX ix_case_product_id ON "case" (product_id)',
    'CREATE INDEX ix_case_status_reply_due_at ON "case" (status, reply_due_at)',
    """
    CREATE TABLE case_message (
        id VARCHAR(32) NOT NULL,
        case_id VARCHAR(32) NOT NULL,
        kind VARCHAR DEFAULT '' NOT NULL,
        body VARCHAR DEFAULT '' NOT NULL,
        written_at BIGINT NOT NULL,
        person_id VARCHAR(32),
        member_id VARCHAR(32),
        CONSTRAINT pk_case_message PRIMARY KEY (id),
        CONSTRAINT fk_case_message_case_id_case FOREIGN KEY(case_id) REFERENCES "case" (id),
        CONSTRAINT fk_case_message_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_case_message_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_case_message_case_id ON case_message (case_id)",
    "CREATE INDEX ix_case_message_person_id ON case_message (person_id)",
    """
    CREATE TABLE channel (
        id VARCHAR(32) NOT NULL,
        contact_id VARCHAR(32) NOT NULL,
        medium VARCHAR DEFAULT '' NOT NULL,
        type VARCHAR DEFAULT '' NOT NULL,
        label VARCHAR DEFAULT '' NOT NULL,
        value VARCHAR DEFAULT '' NOT NULL,
        normalised VARCHAR DEFAULT '' NOT NULL,
        is_primary BOOLEAN DEFAULT '0' NOT NULL,
        invalid BOOLEAN DEFAULT '0' NOT NULL,
        opted_out_at BIGINT,
        consent VARCHAR DEFAULT '' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        CONSTRAINT pk_channel PRIMARY KEY (id),
        CONSTRAINT fk_channel_contact_id_contact FOREIGN KEY(contact_id) REFERENCES contact (id)
    )
    """,
    "CREATE INDEX ix_channel_contact_id ON channel (contact_id)",
    "CREATE INDEX ix_channel_normalised ON channel (normalised)",
    """
    CREATE TABLE contact (
        kind VARCHAR DEFAULT '' NOT NULL,
        name VARCHAR DEFAULT '' NOT NULL,
        sort_key VARCHAR DEFAULT '' NOT NULL,
        prefix VARCHAR DEFAULT '' NOT NULL,
        given_name VARCHAR DEFAULT '' NOT NULL,
        additional_name VARCHAR DEFAULT '' NOT NULL,
        family_name VARCHAR DEFAULT '' NOT NULL,
        suffix VARCHAR DEFAULT '' NOT NULL,
        nickname VARCHAR DEFAULT '' NOT NULL,
        phonetic_name VARCHAR DEFAULT '' NOT NULL,
        job_title VARCHAR DEFAULT '' NOT NULL,
        tax_id VARCHAR DEFAULT '' NOT NULL,
        registration_id VARCHAR DEFAULT '' NOT NULL,
        language VARCHAR DEFAULT '' NOT NULL,
        lifecycle VARCHAR DEFAULT '' NOT NULL,
        customer_type VARCHAR DEFAULT '' NOT NULL,
        source VARCHAR DEFAULT '' NOT NULL,
        birthday VARCHAR,
        anniversary VARCHAR,
        about VARCHAR DEFAULT '' NOT NULL,
        pinned BOOLEAN DEFAULT '0' NOT NULL,
        owner_id VARCHAR(32),
        photo_id VARCHAR(64),
        extra VARCHAR,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_contact PRIMARY KEY (id),
        CONSTRAINT fk_contact_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_contact_kind_deleted_at_sort_key_id ON contact (kind, deleted_at, sort_key, id)",
    "CREATE INDEX ix_contact_sort_key ON contact (sort_key)",
    """
    CREATE TABLE deal (
        title VARCHAR DEFAULT '' NOT NULL,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        pipeline_id VARCHAR NOT NULL,
        stage_id VARCHAR(32) NOT NULL,
        rank DOUBLE NOT NULL,
        amount BIGINT,
        currency VARCHAR(3) NOT NULL,
        probability INTEGER,
        expected_close DATE,
        source VARCHAR DEFAULT '' NOT NULL,
        competitors VARCHAR DEFAULT '' NOT NULL,
        notes VARCHAR DEFAULT '' NOT NULL,
        lost_reason VARCHAR DEFAULT '' NOT NULL,
        lost_note VARCHAR DEFAULT '' NOT NULL,
        in_stage_since BIGINT NOT NULL,
        closed_at BIGINT,
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_deal PRIMARY KEY (id),
        CONSTRAINT fk_deal_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_deal_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_deal_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id),
        CONSTRAINT fk_deal_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_deal_company_id ON deal (company_id)",
    "CREATE INDEX ix_deal_person_id ON deal (person_id)",
    "CREATE INDEX ix_deal_stage_id_rank ON deal (stage_id, rank)",
    """
    CREATE TABLE deal_line (
        id VARCHAR(32) NOT NULL,
        deal_id VARCHAR(32) NOT NULL,
        product_id VARCHAR(32),
        text VARCHAR DEFAULT '' NOT NULL,
        quantity BIGINT NOT NULL,
        unit_price BIGINT NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        CONSTRAINT pk_deal_line PRIMARY KEY (id),
        CONSTRAINT fk_deal_line_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id),
        CONSTRAINT fk_deal_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
    )
    """,
    "CREATE INDEX ix_deal_line_deal_id ON deal_line (deal_id)",
    "CREATE INDEX ix_deal_line_product_id ON deal_line (product_id)",
    """
    CREATE TABLE document (
        kind VARCHAR DEFAULT '' NOT NULL,
        number VARCHAR,
        revision INTEGER NOT NULL,
        revises_id VARCHAR(32),
        status VARCHAR DEFAULT '' NOT NULL,
        title VARCHAR DEFAULT '' NOT NULL,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        deal_id VARCHAR(32),
        dated_on DATE NOT NULL,
        valid_until DATE,
        currency VARCHAR(3) NOT NULL,
        prices_include_tax BOOLEAN DEFAULT '0' NOT NULL,
        discount_percent BIGINT,
        note VARCHAR DEFAULT '' NOT NULL,
        terms VARCHAR DEFAULT '' NOT NULL,
        language VARCHAR DEFAULT '' NOT NULL,
        customer VARCHAR,
        seller VARCHAR,
        net BIGINT DEFAULT '0' NOT NULL,
        tax BIGINT DEFAULT '0' NOT NULL,
        gross BIGINT DEFAULT '0' NOT NULL,
        issued_at BIGINT,
        decided_at BIGINT,
        decided_by VARCHAR DEFAULT '' NOT NULL,
        pdf_id VARCHAR(64),
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_document PRIMARY KEY (id),
        CONSTRAINT fk_document_revises_id_document FOREIGN KEY(revises_id) REFERENCES document (id),
        CONSTRAINT fk_document_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_document_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_document_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id),
        CONSTRAINT fk_document_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_document_company_id ON document (company_id)",
    "CREATE INDEX ix_document_deal_id ON document (deal_id)",
    "CREATE INDEX ix_document_kind_status ON document (kind, status)",
    "CREATE INDEX ix_document_number ON document (number)",
    "CREATE INDEX ix_document_person_id ON document (person_id)",
    "CREATE INDEX ix_document_revises_id ON document (revises_id)",
    """
    CREATE TABLE document_line (
        id VARCHAR(32) NOT NULL,
        document_id VARCHAR(32) NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        kind VARCHAR DEFAULT '' NOT NULL,
        product_id VARCHAR(32),
        name VARCHAR DEFAULT '' NOT NULL,
        description VARCHAR DEFAULT '' NOT NULL,
        quantity BIGINT NOT NULL,
        unit VARCHAR DEFAULT '' NOT NULL,
        unit_price BIGINT NOT NULL,
        discount_percent BIGINT,
        tax_rate BIGINT DEFAULT '0' NOT NULL,
        tax_category VARCHAR DEFAULT '' NOT NULL,
        optional BOOLEAN DEFAULT '0' NOT NULL,
        alternative BOOLEAN DEFAULT '0' NOT NULL,
        CONSTRAINT pk_document_line PRIMARY KEY (id),
        CONSTRAINT fk_document_line_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
        CONSTRAINT fk_document_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id)
    )
    """,
    "CREATE INDEX ix_document_line_document_id ON document_line (document_id)",
    "CREATE INDEX ix_document_line_product_id ON document_line (product_id)",
    """
    CREATE TABLE event (
        kind VARCHAR DEFAULT '' NOT NULL,
        title VARCHAR DEFAULT '' NOT NULL,
        all_day BOOLEAN DEFAULT '0' NOT NULL,
        starts_at BIGINT,
        ends_at BIGINT,
        starts_on DATE,
        ends_on DATE,
        zone VARCHAR DEFAULT '' NOT NULL,
        rule VARCHAR DEFAULT '' NOT NULL,
        except_dates VARCHAR,
        place VARCHAR DEFAULT '' NOT NULL,
        notes VARCHAR DEFAULT '' NOT NULL,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        deal_id VARCHAR(32),
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_event PRIMARY KEY (id),
        CONSTRAINT fk_event_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_event_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_event_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id),
        CONSTRAINT fk_event_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_event_company_id ON event (company_id)",
    "CREATE INDEX ix_event_deal_id ON event (deal_id)",
    "CREATE INDEX ix_event_person_id ON event (person_id)",
    "CREATE INDEX ix_event_starts_at ON event (starts_at)",
    "CREATE INDEX ix_event_starts_on ON event (starts_on)",
    """
    CREATE TABLE member (
        name VARCHAR DEFAULT '' NOT NULL,
        email VARCHAR DEFAULT '' NOT NULL,
        active BOOLEAN DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_member PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE pipeline (
        name VARCHAR DEFAULT '' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_pipeline PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE product (
        code VARCHAR DEFAULT '' NOT NULL,
        name VARCHAR DEFAULT '' NOT NULL,
        description VARCHAR DEFAULT '' NOT NULL,
        unit VARCHAR DEFAULT '' NOT NULL,
        price BIGINT NOT NULL,
        currency VARCHAR(3) NOT NULL,
        cost BIGINT,
        tax_rate BIGINT DEFAULT '0' NOT NULL,
        category VARCHAR DEFAULT '' NOT NULL,
        barcode VARCHAR DEFAULT '' NOT NULL,
        active BOOLEAN DEFAULT '0' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_product PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE reminder (
        id VARCHAR(32) NOT NULL,
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        minutes_before INTEGER,
        rings_at BIGINT NOT NULL,
        dismissed_at BIGINT,
        CONSTRAINT pk_reminder PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_reminder_record_id ON reminder (record_id)",
    "CREATE INDEX ix_reminder_rings_at ON reminder (rings_at)",
    """
    CREATE TABLE setting (
        id VARCHAR NOT NULL,
        value VARCHAR DEFAULT '' NOT NULL,
        CONSTRAINT pk_setting PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE stage (
        pipeline_id VARCHAR(32) NOT NULL,
        name VARCHAR DEFAULT '' NOT NULL,
        position INTEGER DEFAULT '0' NOT NULL,
        kind VARCHAR DEFAULT '' NOT NULL,
        probability INTEGER NOT NULL,
        stale_days INTEGER,
        meaning VARCHAR DEFAULT '' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_stage PRIMARY KEY (id),
        CONSTRAINT fk_stage_pipeline_id_pipeline FOREIGN KEY(pipeline_id) REFERENCES pipeline (id)
    )
    """,
    "CREATE INDEX ix_stage_pipeline_id ON stage (pipeline_id)",
    """
    CREATE TABLE stage_move (
        id VARCHAR(32) NOT NULL,
        deal_id VARCHAR(32) NOT NULL,
        from_stage_id VARCHAR(32),
        to_stage_id VARCHAR(32) NOT NULL,
        moved_at BIGINT NOT NULL,
        member_id VARCHAR(32),
        CONSTRAINT pk_stage_move PRIMARY KEY (id),
        CONSTRAINT fk_stage_move_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id),
        CONSTRAINT fk_stage_move_from_stage_id_stage FOREIGN KEY(from_stage_id) REFERENCES stage (id),
        CONSTRAINT fk_stage_move_to_stage_id_stage FOREIGN KEY(to_stage_id) REFERENCES stage (id),
        CONSTRAINT fk_stage_move_member_id_member FOREIGN KEY(member_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_stage_move_deal_id ON stage_move (deal_id)",
    """
    CREATE TABLE tag (
        name VARCHAR DEFAULT '' NOT NULL,
        tone VARCHAR DEFAULT '' NOT NULL,
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_tag PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE tag_link (
        id VARCHAR(32) NOT NULL,
        tag_id VARCHAR(32) NOT NULL,
        record_kind VARCHAR DEFAULT '' NOT NULL,
        record_id VARCHAR(32) NOT NULL,
        CONSTRAINT pk_tag_link PRIMARY KEY (id),
        CONSTRAINT fk_tag_link_tag_id_tag FOREIGN KEY(tag_id) REFERENCES tag (id)
    )
    """,
    "CREATE INDEX ix_tag_link_record_id ON tag_link (record_id)",
    "CREATE INDEX ix_tag_link_tag_id ON tag_link (tag_id)",
    """
    CREATE TABLE task (
        kind VARCHAR DEFAULT '' NOT NULL,
        title VARCHAR DEFAULT '' NOT NULL,
        notes VARCHAR DEFAULT '' NOT NULL,
        status VARCHAR DEFAULT '' NOT NULL,
        priority VARCHAR DEFAULT '' NOT NULL,
        due_on DATE,
        due_at BIGINT,
        zone VARCHAR DEFAULT '' NOT NULL,
        minutes INTEGER,
        waiting_for VARCHAR DEFAULT '' NOT NULL,
        done_at BIGINT,
        person_id VARCHAR(32),
        company_id VARCHAR(32),
        deal_id VARCHAR(32),
        case_id VARCHAR(32),
        document_id VARCHAR(32),
        owner_id VARCHAR(32),
        id VARCHAR(32) NOT NULL,
        created_at BIGINT NOT NULL,
        deleted_at BIGINT,
        CONSTRAINT pk_task PRIMARY KEY (id),
        CONSTRAINT fk_task_person_id_contact FOREIGN KEY(person_id) REFERENCES contact (id),
        CONSTRAINT fk_task_company_id_contact FOREIGN KEY(company_id) REFERENCES contact (id),
        CONSTRAINT fk_task_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id),
        CONSTRAINT fk_task_case_id_case FOREIGN KEY(case_id) REFERENCES "case" (id),
        CONSTRAINT fk_task_document_id_document FOREIGN KEY(document_id) REFERENCES document (id),
        CONSTRAINT fk_task_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id)
    )
    """,
    "CREATE INDEX ix_task_case_id ON task (case_id)",
    "CREATE INDEX ix_task_company_id ON task (company_id)",
    "CREATE INDEX ix_task_deal_id ON task (deal_id)",
    "CREATE INDEX ix_task_document_id ON task (document_id)",
    "CREATE INDEX ix_task_person_id ON task (person_id)",
    "CREATE INDEX ix_task_status_due_on ON task (status, due_on)",
)


def apply(database: Database) -> None:
    """Make every table and index."""
    for statement in (*journal.DDL, *numbers.DDL, *search_index.DDL, *TABLES):
        database.execute(statement)
