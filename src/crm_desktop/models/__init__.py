"""The firm's records as SQLAlchemy mapped classes, and the rules of one record.

Import the classes from here: `from crm_desktop.models import Contact`.
"""

from crm_desktop.models.calendar import Event, Reminder, Task
from crm_desktop.models.cases import Case, CaseMessage
from crm_desktop.models.contacts import (
    Address,
    Affiliation,
    Channel,
    Contact,
    NotDuplicate,
    Relation,
    RelationType,
)
from crm_desktop.models.documents import Document, DocumentLine
from crm_desktop.models.keeping import Draft, Erasure
from crm_desktop.models.leads import AssignmentRule, Lead, ScoreRule
from crm_desktop.models.lists import BlobText, CustomField, CustomValue, QualityFigure, SavedView, SegmentMember
from crm_desktop.models.pipeline import Deal, DealLine, Pipeline, Stage, StageMove
from crm_desktop.models.products import Product
from crm_desktop.models.record import Record
from crm_desktop.models.timeline import Activity, ActivityLink
from crm_desktop.models.workspace import Attachment, Blob, Member, Setting, Tag, TagLink

__all__ = [
    "Activity",
    "ActivityLink",
    "Address",
    "Affiliation",
    "AssignmentRule",
    "Attachment",
    "Blob",
    "BlobText",
    "Case",
    "CaseMessage",
    "Channel",
    "Contact",
    "CustomField",
    "CustomValue",
    "Deal",
    "DealLine",
    "Document",
    "DocumentLine",
    "Draft",
    "Erasure",
    "Event",
    "Lead",
    "Member",
    "NotDuplicate",
    "Pipeline",
    "Product",
    "QualityFigure",
    "Record",
    "Relation",
    "RelationType",
    "Reminder",
    "SavedView",
    "ScoreRule",
    "SegmentMember",
    "Setting",
    "Stage",
    "StageMove",
    "Tag",
    "TagLink",
    "Task",
]
