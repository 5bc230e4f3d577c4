"""An inline XBRL document (.htm, .xhtml) -> the numbers that it tags.

Expat calls for each tag and nothing is built, so that a document takes no more room than its facts.
It fetches nothing: no entity is declared here, and none outside is asked for. Contexts and units
may stand behind the numbers that name them.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from xml.parsers import expat

from qa.xbrl.limits import Refused, XbrlLimits, day
from qa.xbrl.tagged import TaggedFact, TaggedPeriod
from qa.xbrl.transforms import rounding_of, shown_value

_IX = ("http://www.xbrl.org/2013/inlineXBRL", "http://www.xbrl.org/2008/inlineXBRL")
_XBRLI = "http://www.xbrl.org/2003/instance"
_XBRLDI = "http://xbrl.org/2006/xbrldi"
_NIL = "http://www.w3.org/2001/XMLSchema-instance nil"
_DATES = ("instant", "startDate", "endDate")
NUMBER_CHARS = 200  # as shown on the page, blanks among them
NO_INLINE = "it has no inline XBRL in it"


@dataclass
class _Number:
    """A tagged number while its text is being read."""

    attributes: dict[str, str]
    text: str = ""


@dataclass
class _Context:
    dates: dict[str, str] = field(default_factory=dict)
    dimensions: list[tuple[str, str]] = field(default_factory=list)

    @property
    def period(self) -> TaggedPeriod | None:
        """The period, None where it is for ever or cannot be read."""
        if "instant" in self.dates:
            end = _end(self.dates["instant"])
            return TaggedPeriod(None, end) if end else None
        start, end = day(self.dates.get("startDate", "")[:10]), _end(self.dates.get("endDate", ""))
        return TaggedPeriod(start, end) if start and end and start <= end else None


def inline_facts(data: bytes, limits: XbrlLimits) -> tuple[list[TaggedFact], int]:
    """Return the facts of a document, each once, and how many numbers could not be read.

    Raises Refused.
    """
    document = _InlineReading(limits)
    document.parse(data)
    return document.facts()


class _InlineReading:
    """Hears of each tag."""

    def __init__(self, limits: XbrlLimits) -> None:
        self._limits = limits
        self._depth = self._num_tags = 0
        self._is_inline = False
        self._open: list[_Number] = []  # a number may stand inside another
        self._excluded = 0
        self._numbers: list[_Number] = []
        self._contexts: dict[str, _Context] = {}
        self._units: dict[str, list[str]] = {}
        self._context: _Context | None = None
        self._unit: list[str] | None = None
        self._text: list[str] | None = None  # of a date, a member, a measure
        self._axis = ""
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _no_entities

    def parse(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Refused(f"its markup is broken in line {error.lineno:,}") from error
        except (LookupError, ValueError) as error:  # of the encoding that it names
            raise Refused("it is written in an encoding that is not known here") from error
        if not self._is_inline:
            raise Refused(NO_INLINE)

    def facts(self) -> tuple[list[TaggedFact], int]:
        units = {name: _unit(parts) for name, parts in self._units.items()}
        periods = {name: context.period for name, context in self._contexts.items()}
        found: dict[TaggedFact, None] = {}
        num_unread = 0
        for tagged in self._numbers:
            given = tagged.attributes
            if given.get(_NIL) in ("true", "1"):
                continue
            context, period = given.get("contextRef", ""), periods.get(given.get("contextRef", ""))
            value = _value(tagged)
            if value is None or period is None or given.get("unitRef") not in units:
                num_unread += 1
                continue
            fact = TaggedFact(
                given.get("name", ""),
                value,
                units[given["unitRef"]],
                period,
                rounding_of(given.get("decimals", "")),
                tuple(sorted(self._contexts[context].dimensions)),
            )
            found[fact] = None
        return list(found), num_unread

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._num_tags += 1
        if self._depth > self._limits.max_depth:
            raise Refused("it is nested too deeply")
        if self._num_tags > self._limits.max_tags:
            raise Refused(f"it has more than {self._limits.max_tags:,} tags")
        namespace, _, name = tag.rpartition(" ")
        if namespace in _IX:
            self._is_inline = True
            self._start_inline(name, attributes)
        elif namespace == _XBRLI:
            self._start_instance(name, attributes)
        elif namespace == _XBRLDI and self._context is not None:
            self._axis = attributes.get("dimension", "")
            if name == "explicitMember":
                self._begin_text()
            elif name == "typedMember":
                self._context.dimensions.append((self._axis, "typed"))
                self._check_parts()

    def _start_inline(self, name: str, attributes: dict[str, str]) -> None:
        if name == "nonFraction":
            if len(self._numbers) >= self._limits.max_facts:
                raise Refused(f"it has more than {self._limits.max_facts:,} facts")
            if max(map(len, attributes.values()), default=0) > self._limits.max_name_chars:
                raise Refused("it has a name that is too long")
            if len(self._open) >= self._limits.max_open_numbers:
                raise Refused("it is nested too deeply")
            tagged = _Number(attributes)
            self._numbers.append(tagged)
            self._open.append(tagged)
            self._parser.CharacterDataHandler = self._shown
        elif name == "exclude":
            self._excluded += 1

    def _start_instance(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("context", "unit"):
            known = len(self._contexts) + len(self._units)
            if known >= self._limits.max_contexts:
                raise Refused(f"it has more than {self._limits.max_contexts:,} contexts")
            own_id = attributes.get("id", "")
            if name == "context":
                self._context = self._contexts.setdefault(own_id, _Context())
            else:
                self._unit = self._units.setdefault(own_id, [])
        elif self._unit is not None and name == "unitDenominator":
            self._unit.append("/")
            self._check_parts()
        elif (self._unit is not None and name == "measure") or (
            self._context is not None and name in _DATES
        ):
            self._begin_text()

    def _begin_text(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._told

    def _end(self, tag: str) -> None:
        self._depth -= 1
        namespace, _, name = tag.rpartition(" ")
        if namespace in _IX and name == "nonFraction":
            self._open.pop()
            self._parser.CharacterDataHandler = self._shown if self._open else None
        elif namespace in _IX and name == "exclude":
            self._excluded -= 1
        elif namespace in (_XBRLI, _XBRLDI):
            self._end_instance(name)

    def _end_instance(self, name: str) -> None:
        if self._text is not None:
            text = "".join(self._text).strip()[: self._limits.max_name_chars]
            self._check_parts()
            if self._unit is not None and name == "measure":
                self._unit.append(text)
            elif self._context is not None and name in _DATES:
                self._context.dates[name] = text
            elif self._context is not None and name == "explicitMember":
                self._context.dimensions.append((self._axis, text))
            self._text = None
            self._parser.CharacterDataHandler = self._shown if self._open else None
        if name == "context":
            self._context = None
        elif name == "unit":
            self._unit = None

    def _check_parts(self) -> None:
        most = self._limits.max_dimensions
        dimensions = self._context.dimensions if self._context else ()
        if len(self._unit or ()) > most or len(dimensions) > most:
            raise Refused(f"it has a context of more than {most} parts")

    def _shown(self, text: str) -> None:
        """Take text on the page: it belongs to every number that is open around it."""
        for tagged in () if self._excluded else self._open:
            if len(tagged.text) < NUMBER_CHARS:
                tagged.text += text[:NUMBER_CHARS]

    def _told(self, text: str) -> None:
        if self._text is not None and len(self._text) < self._limits.max_name_chars:
            self._text.append(text[: self._limits.max_name_chars])


def _no_entities(*_declared: object) -> None:
    raise Refused("it declares entities, which no filing may")


def _value(tagged: _Number) -> Decimal | None:
    if len(tagged.text) >= NUMBER_CHARS:
        return None
    given = tagged.attributes
    return shown_value(
        tagged.text,
        given.get("format", ""),
        scale=given.get("scale", ""),
        is_negative=given.get("sign") == "-",
    )


def _end(text: str) -> date | None:
    """Return the day at whose end a period ends: midnight belongs to the day before."""
    end = day(text[:10])
    if end is None or end == date.min:
        return None
    return end - timedelta(days=1) if text[10:].startswith("T00:00:00") else end


def _unit(parts: list[str]) -> str:
    """Return the name of a unit from its measures.

    >>> _unit(["iso4217:USD", "/", "xbrli:shares"])
    'USD/share'
    """
    names = [part.rpartition(":")[2] for part in parts]
    unit = "".join(name if name == "/" else f"*{name}" for name in names)
    return unit.replace("/*", "/").lstrip("*").replace("/shares", "/share")
