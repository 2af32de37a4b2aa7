"""Column types that mean the same on every database."""

from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from core.errors import StorageError


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal that comes back digit for digit: NUMERIC where that is exact, else text."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        exact: TypeEngine[Any] = Text()
        if dialect.name == "postgresql":
            exact = Numeric(asdecimal=True)
        return dialect.type_descriptor(exact)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        if value is None or dialect.name == "postgresql":
            return value
        return format(value, "f")

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise StorageError(f"The database holds {value!r} where a number belongs.") from error


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key: SQLite numbers rows by itself only in a column that is called INTEGER."""
