"""Decision models (DMN 1.2 to 1.5): read from XML, compiled to the tree and closures of `core.rules`, evaluated."""

from servewell.core.rules.dmn.model import Model, read_model
from servewell.core.rules.dmn.xml import ModelError

__all__ = ["Model", "ModelError", "read_model"]
