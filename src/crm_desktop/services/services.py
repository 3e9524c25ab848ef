"""The services over one open workspace, each made when it is first asked for.

Making this object imports no ORM: a window that only reads opens without it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.services.calendar.commands import CalendarCommands
    from crm_desktop.services.calendar.queries import CalendarQueries
    from crm_desktop.services.cases.commands import CaseCommands
    from crm_desktop.services.cases.queries import CaseQueries
    from crm_desktop.services.contacts.commands import ContactCommands
    from crm_desktop.services.contacts.queries import ContactQueries
    from crm_desktop.services.custom_fields.commands import CustomFieldCommands
    from crm_desktop.services.custom_fields.queries import CustomFieldQueries
    from crm_desktop.services.drafts import Drafts
    from crm_desktop.services.duplicates.commands import DuplicateCommands
    from crm_desktop.services.duplicates.queries import DuplicateQueries
    from crm_desktop.services.history import History
    from crm_desktop.services.importing.commands import ImportCommands
    from crm_desktop.services.leads.commands import LeadCommands
    from crm_desktop.services.leads.queries import LeadQueries
    from crm_desktop.services.lists.commands import ListCommands
    from crm_desktop.services.lists.queries import Lists
    from crm_desktop.services.mailing.commands import MailingCommands
    from crm_desktop.services.mailing.queries import MailingQueries
    from crm_desktop.services.pipeline.commands import PipelineCommands
    from crm_desktop.services.pipeline.queries import PipelineQueries
    from crm_desktop.services.privacy.commands import PrivacyCommands
    from crm_desktop.services.privacy.queries import PrivacyQueries
    from crm_desktop.services.products.commands import ProductCommands
    from crm_desktop.services.products.queries import ProductQueries
    from crm_desktop.services.quality.commands import QualityCommands
    from crm_desktop.services.quality.queries import QualityQueries
    from crm_desktop.services.quotes.commands import QuoteCommands
    from crm_desktop.services.quotes.queries import QuoteQueries
    from crm_desktop.services.record_history.commands import RecordHistoryCommands
    from crm_desktop.services.record_history.queries import RecordHistory
    from crm_desktop.services.records import Records
    from crm_desktop.services.saved_views.commands import SavedViewCommands
    from crm_desktop.services.saved_views.queries import SavedViewQueries
    from crm_desktop.services.search.file_texts import FileTexts
    from crm_desktop.services.search.queries import SearchQueries
    from crm_desktop.services.timeline.commands import TimelineCommands
    from crm_desktop.services.timeline.queries import TimelineQueries
    from crm_desktop.services.today.queries import TodayQueries
    from crm_desktop.services.workspace.commands import WorkspaceCommands
    from crm_desktop.services.workspace.queries import WorkspaceQueries


class Services:
    """Everything the three faces may call. Thread-safe as far as `Database` is."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock: Clock = clock or SystemClock()
        database.now_ms = lambda: to_millis(self.clock.now())

    @cached_property
    def workspace(self) -> WorkspaceQueries:
        """The firm, its people and settings."""
        from crm_desktop.services.workspace.queries import WorkspaceQueries

        return WorkspaceQueries(self.database, self.clock)

    @cached_property
    def workspace_commands(self) -> WorkspaceCommands:
        from crm_desktop.services.workspace.commands import WorkspaceCommands

        return WorkspaceCommands(self.database, self.clock)

    @cached_property
    def history(self) -> History:
        """Undo, redo and what happened to a record."""
        from crm_desktop.services.history import History

        return History(self.database)

    @cached_property
    def drafts(self) -> Drafts:
        """What was typed and is not saved yet."""
        from crm_desktop.services.drafts import Drafts

        return Drafts(self.database, self.clock)

    @cached_property
    def record_history(self) -> RecordHistory:
        """What happened to one record, in words."""
        from crm_desktop.services.record_history.queries import RecordHistory

        return RecordHistory(self.database)

    @cached_property
    def record_history_commands(self) -> RecordHistoryCommands:
        from crm_desktop.services.record_history.commands import RecordHistoryCommands

        return RecordHistoryCommands(self.database, self.clock)

    @cached_property
    def records(self) -> Records:
        """Any kind of record by its declared fields: lists, filters, JSON."""
        from crm_desktop.services.records import Records

        return Records(self)

    @cached_property
    def lists(self) -> Lists:
        """Lists of any kind of record: ordered, grouped, paged."""
        from crm_desktop.services.lists.queries import Lists

        return Lists(self)

    @cached_property
    def list_commands(self) -> ListCommands:
        """What is done to many records at once."""
        from crm_desktop.services.lists.commands import ListCommands

        return ListCommands(self)

    @cached_property
    def custom_fields(self) -> CustomFieldQueries:
        """Fields that people added to a kind of record."""
        from crm_desktop.services.custom_fields.queries import CustomFieldQueries

        return CustomFieldQueries(self)

    @cached_property
    def custom_field_commands(self) -> CustomFieldCommands:
        from crm_desktop.services.custom_fields.commands import CustomFieldCommands

        return CustomFieldCommands(self)

    @cached_property
    def saved_views(self) -> SavedViewQueries:
        """Lists that were given a name, and segments."""
        from crm_desktop.services.saved_views.queries import SavedViewQueries

        return SavedViewQueries(self)

    @cached_property
    def saved_view_commands(self) -> SavedViewCommands:
        from crm_desktop.services.saved_views.commands import SavedViewCommands

        return SavedViewCommands(self)

    @cached_property
    def duplicates(self) -> DuplicateQueries:
        """Contacts that may be one, and where merged ones went."""
        from crm_desktop.services.duplicates.queries import DuplicateQueries

        return DuplicateQueries(self)

    @cached_property
    def duplicate_commands(self) -> DuplicateCommands:
        from crm_desktop.services.duplicates.commands import DuplicateCommands

        return DuplicateCommands(self)

    @cached_property
    def contacts(self) -> ContactQueries:
        from crm_desktop.services.contacts.queries import ContactQueries

        return ContactQueries(self.database, self.clock)

    @cached_property
    def contact_commands(self) -> ContactCommands:
        from crm_desktop.services.contacts.commands import ContactCommands

        return ContactCommands(self.database, self.clock)

    @cached_property
    def timeline(self) -> TimelineQueries:
        from crm_desktop.services.timeline.queries import TimelineQueries

        return TimelineQueries(self.database, self.clock)

    @cached_property
    def timeline_commands(self) -> TimelineCommands:
        from crm_desktop.services.timeline.commands import TimelineCommands

        return TimelineCommands(self.database, self.clock)

    @cached_property
    def pipeline(self) -> PipelineQueries:
        from crm_desktop.services.pipeline.queries import PipelineQueries

        return PipelineQueries(self.database, self.clock)

    @cached_property
    def pipeline_commands(self) -> PipelineCommands:
        from crm_desktop.services.pipeline.commands import PipelineCommands

        return PipelineCommands(self.database, self.clock)

    @cached_property
    def leads(self) -> LeadQueries:
        """Who might buy, and how promising they are."""
        from crm_desktop.services.leads.queries import LeadQueries

        return LeadQueries(self.database, self.clock)

    @cached_property
    def lead_commands(self) -> LeadCommands:
        from crm_desktop.services.leads.commands import LeadCommands

        return LeadCommands(self.database, self.clock)

    @cached_property
    def products(self) -> ProductQueries:
        from crm_desktop.services.products.queries import ProductQueries

        return ProductQueries(self.database, self.clock)

    @cached_property
    def product_commands(self) -> ProductCommands:
        from crm_desktop.services.products.commands import ProductCommands

        return ProductCommands(self.database, self.clock)

    @cached_property
    def calendar(self) -> CalendarQueries:
        from crm_desktop.services.calendar.queries import CalendarQueries

        return CalendarQueries(self.database, self.clock)

    @cached_property
    def calendar_commands(self) -> CalendarCommands:
        from crm_desktop.services.calendar.commands import CalendarCommands

        return CalendarCommands(self.database, self.clock)

    @cached_property
    def quotes(self) -> QuoteQueries:
        from crm_desktop.services.quotes.queries import QuoteQueries

        return QuoteQueries(self.database, self.clock)

    @cached_property
    def quote_commands(self) -> QuoteCommands:
        from crm_desktop.services.quotes.commands import QuoteCommands

        return QuoteCommands(self.database, self.clock)

    @cached_property
    def cases(self) -> CaseQueries:
        from crm_desktop.services.cases.queries import CaseQueries

        return CaseQueries(self.database, self.clock)

    @cached_property
    def case_commands(self) -> CaseCommands:
        from crm_desktop.services.cases.commands import CaseCommands

        return CaseCommands(self.database, self.clock)

    @cached_property
    def search(self) -> SearchQueries:
        """Every kind of record by a few letters or digits."""
        from crm_desktop.services.search.queries import SearchQueries

        return SearchQueries(self.database, self.clock)

    @cached_property
    def file_texts(self) -> FileTexts:
        """The words of attached files, for search."""
        from crm_desktop.services.search.file_texts import FileTexts

        return FileTexts(self.database)

    @cached_property
    def today(self) -> TodayQueries:
        from crm_desktop.services.today.queries import TodayQueries

        return TodayQueries(self.database, self.clock)

    @cached_property
    def privacy(self) -> PrivacyQueries:
        """What is held about a person, and what an erasure would do."""
        from crm_desktop.services.privacy.queries import PrivacyQueries

        return PrivacyQueries(self.database, self.clock)

    @cached_property
    def privacy_commands(self) -> PrivacyCommands:
        from crm_desktop.services.privacy.commands import PrivacyCommands

        return PrivacyCommands(self.database, self.clock)

    @cached_property
    def importing(self) -> ImportCommands:
        from crm_desktop.services.importing.commands import ImportCommands

        return ImportCommands(self)

    @cached_property
    def mailing(self) -> MailingQueries:
        """Who is written to on paper."""
        from crm_desktop.services.mailing.queries import MailingQueries

        return MailingQueries(self)

    @cached_property
    def mailing_commands(self) -> MailingCommands:
        from crm_desktop.services.mailing.commands import MailingCommands

        return MailingCommands(self)

    @cached_property
    def quality(self) -> QualityQueries:
        """How good the data is."""
        from crm_desktop.services.quality.queries import QualityQueries

        return QualityQueries(self)

    @cached_property
    def quality_commands(self) -> QualityCommands:
        from crm_desktop.services.quality.commands import QualityCommands

        return QualityCommands(self)

    def close(self) -> None:
        """Close the workspace."""
        self.database.close()
