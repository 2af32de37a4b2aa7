"""What can be known of a plugin without running it: its class, its metadata, what it needs."""

import ast
from collections.abc import Iterator
from importlib import util
from importlib.metadata import PackageNotFoundError, version

from core.errors import PluginError
from plugins.metadata import Kind, Metadata, metadata_from
from plugins.source import Source, parse

WRAPPERS = {"StrategyPlugin": Kind.STRATEGY, "IndicatorPlugin": Kind.INDICATOR}
PLAIN = "BaseStrategy"


def read_metadata(source: Source) -> Metadata:
    """Raises PluginError for a file that is no plugin or whose metadata is not written out. A file
    with nothing but a strategy class is a plugin named like the file."""
    tree = parse(source.text, source.path.name)
    wrappers = [node for node in tree.body if _wraps(node) is not None]
    if len(wrappers) > 1:
        raise PluginError(f"{source.path.name} must hold one plugin class, not {len(wrappers)}")
    if wrappers:
        return metadata_from(_written(wrappers[0], source))
    plain = [node for node in tree.body if PLAIN in _bases(node)]
    if len(plain) != 1:
        raise PluginError(f"{source.path.name} has no class of StrategyPlugin or IndicatorPlugin")
    told = ast.get_docstring(plain[0]) if isinstance(plain[0], ast.ClassDef) else ""
    first = (told or "").partition("\n")[0]
    return metadata_from(
        {"id": source.stem, "version": "1.0.0", "type": "strategy", "description": first}
    )


def check_needs(source: Source, metadata: Metadata, *, host: str) -> None:
    """Raises PluginError for a package that is missing or of the wrong version, or when the plugin
    is for other versions of Dzentra."""
    for text in source.modules.values():
        for name in _imports(parse(text, source.path.name)):
            if name != "bot_engine" and util.find_spec(name) is None:
                raise PluginError(f"needs the package {name}, which is not installed")
    wrapper = next((each for each in _classes(source) if _wraps(each) is not None), None)
    written = _returned(wrapper, "get_dependencies") if wrapper is not None else None
    listed = ast.literal_eval(written) if _is_literal(written) and written is not None else ()
    for wanted in (*metadata.requires, *(str(each) for each in listed)):
        _check_package(wanted)
    _check_host(metadata, host)


def _check_package(wanted: str) -> None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        needed = Requirement(wanted)
        found = version(needed.name)
    except InvalidRequirement as error:
        raise PluginError(f"{wanted} is no requirement as pip writes it") from error
    except PackageNotFoundError as error:
        raise PluginError(f"needs the package {wanted}, which is not installed") from error
    if not needed.specifier.contains(found, prereleases=True):
        raise PluginError(f"needs {wanted}, and {needed.name} {found} is installed")


def _check_host(metadata: Metadata, host: str) -> None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        fits = SpecifierSet(metadata.host).contains(host, prereleases=True)
    except InvalidSpecifier as error:
        raise PluginError(f"host is written like >=0.1,<2, not {metadata.host}") from error
    if not fits:
        raise PluginError(f"is for Dzentra {metadata.host}, and this is {host}")


def _classes(source: Source) -> Iterator[ast.ClassDef]:
    for node in parse(source.text, source.path.name).body:
        if isinstance(node, ast.ClassDef):
            yield node


def _wraps(node: ast.stmt) -> Kind | None:
    return next((WRAPPERS[name] for name in _bases(node) if name in WRAPPERS), None)


def _bases(node: ast.stmt) -> list[str]:
    if not isinstance(node, ast.ClassDef):
        return []
    return [
        base.id if isinstance(base, ast.Name) else base.attr
        for base in node.bases
        if isinstance(base, ast.Name | ast.Attribute)
    ]


def _written(wrapper: ast.stmt, source: Source) -> dict[str, object]:
    found = _returned(wrapper, "get_metadata")
    if not isinstance(found, ast.Dict):
        raise PluginError(
            f"{source.path.name}: get_metadata must return a dictionary that is written out there"
        )
    told: dict[str, object] = {"type": _wraps(wrapper)}
    for key, value in zip(found.keys, found.values, strict=True):
        if isinstance(key, ast.Constant) and _is_literal(value):
            told[str(key.value)] = ast.literal_eval(value)
    return told


def _returned(node: ast.stmt, name: str) -> ast.expr | None:
    """What a method returns, where that is written in one statement."""
    for method in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(method, ast.FunctionDef) and method.name == name:
            ends = (each for each in method.body if isinstance(each, ast.Return))
            return next((end.value for end in ends), None)
    return None


def _is_literal(node: ast.expr | None) -> bool:
    if node is None:
        return False
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError):
        return False
    return True


def _imports(tree: ast.Module) -> Iterator[str]:
    """Packages that it cannot be imported without; what is tried may be missing."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]
