"""Every table of an installation, row by row, whichever database it lies in: to copy it, and to prove the copy equal.

The plain form of a value is the one that SQLite stores. It knows no models: tables made by hand are tables too.
"""

from servewell.gateways.tables.copying import Copied, copy_table, difference
from servewell.gateways.tables.described import MOVING, Column, Table
from servewell.gateways.tables.postgresql import PostgresqlTables
from servewell.gateways.tables.sqlite import SqliteTables

__all__ = ["MOVING", "Column", "Copied", "PostgresqlTables", "SqliteTables", "Table", "copy_table", "difference"]
