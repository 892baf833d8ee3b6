"""The lake: the steps of the own record as Parquet, by log, service and month. Nothing personal ever gets there."""

from servewell.gateways.lake.export import Exported, export_record
from servewell.gateways.lake.manifest import Manifest, Part, read_manifest
from servewell.gateways.lake.opening import batches_of, open_service_log

__all__ = [
    "Exported",
    "Manifest",
    "Part",
    "batches_of",
    "export_record",
    "open_service_log",
    "read_manifest",
]
