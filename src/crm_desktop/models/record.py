"""What every mapped class shares: the naming convention, and the columns of a record with a Bin."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped

from crm_desktop.models.types import Created, Id, OptionalAt

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(DeclarativeBase):
    """Base of every mapped class. Columns with `info={"group": NAME}` are undone and restored together."""

    metadata = MetaData(naming_convention=NAMING)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', None)}>"


class Binned:
    """Columns of a record that can lie in the Bin: a deletion is a moment, not a loss."""

    id: Mapped[Id]
    created_at: Mapped[Created]
    deleted_at: Mapped[OptionalAt]
