"""What a study's report page says it holds under."""

from core.pictures import Words
from core.studies import Study, StudyTerms


def conditions_of(study: Study, words: Words) -> tuple[tuple[str, str], ...]:
    """In the reader's language; names are codes of `condition.`."""
    terms = study.terms
    fees = f"maker {terms.maker_pct:g}%, taker {terms.taker_pct:g}%"
    told = [
        ("feed", words.of(f"condition.feed.{terms.feed}")),
        ("fees", fees),
        ("slippage", f"{terms.half_spread_pct:g}% + {terms.slippage_pct:g}%"),
        ("funding", words.of(f"condition.funding.{'on' if terms.has_funding else 'off'}")),
        _path(terms, words),
        ("warmup", f"{terms.warmed} / {terms.needed}"),
    ]
    if study.benchmark is not None:
        told.append(("benchmark", f"{study.benchmark * 100:+.2f}%"))
    return tuple(told)


def _path(terms: StudyTerms, words: Words) -> tuple[str, str]:
    """Candles have a path and no latency; ticks have one."""
    if terms.inside:
        return "inside", words.of(f"tf.{terms.inside}")
    return "latency", f"{terms.latency_ms:g}-{terms.latency_ms + terms.jitter_ms:g} ms"
