"""Every figure as plain data, as `stats.schema.json` describes it."""

from typing import Any

from flashcards.stats.figures import Figures
from flashcards.stats.insights import Activity, Missed, Share

SCHEMA_VERSION = 2


def document(f: Figures) -> dict[str, Any]:
    """Every figure as plain data; `version` changes when a field changes its meaning."""
    forecast = f.forecast(90)
    return {
        "version": SCHEMA_VERSION,
        "study_day": f.at.study_day.isoformat(),
        "query": f.query,
        "since": f.since.isoformat() if f.since else None,
        "until": f.until.isoformat() if f.until else None,
        "desired_retention": f.target,
        "streak": f.streak,
        "today": _activity(f.today),
        "days": [_activity(a) for a in f.activity],
        "retention": {
            period: {name: _share(share) for name, share in ages.items()}
            for period, ages in f.retention_by_period.items()
        },
        "retention_by_day": [{"day": d.isoformat(), **_share(s)} for d, s in f.retention_by_day],
        "retention_by_deck": {name: _share(s) for name, s in f.retention_by_deck.items()},
        "retention_by_kind": {name: _share(s) for name, s in f.retention_by_kind.items()},
        "forecast": {
            "backlog": forecast.backlog,
            "days": [{"day": d.isoformat(), "young": y, "mature": m} for d, y, m in forecast.days],
        },
        "stability_days": [{"from": low, "to": high, "cards": n} for low, high, n in f.stabilities],
        "retrievability_tenths": f.retrievabilities,
        "cards": dict(f.held_now),
        "cards_over_time": [{"day": d.isoformat(), **held} for d, held in f.held_over_time],
        "buttons": {name: {str(r): counts[r] for r in (1, 2, 3, 4)} for name, counts in f.buttons.items()},
        "hours": [{"hour": h, **_share(s)} for h, s in enumerate(f.hours)],
        "introduced": {d.isoformat(): n for d, n in sorted(f.introduced.items())},
        "most_lapsed": [{"card": c, "lapses": s.lapses, "leech": s.leech} for c, s in f.most_lapsed],
        "missed_points": [_missed(f, m) for m in f.missed_points],
        "mistakes": [_missed(f, m) for m in f.mistakes],
        "calibration": {
            "answers": f.calibration.answers,
            "brier": f.calibration.brier,
            "log_loss": f.calibration.log_loss,
            "off_by": f.calibration.off_by,
            "bins": [
                {"from": b.low, "to": b.high, "predicted": b.predicted, **_share(b.actual)} for b in f.calibration.bins
            ],
        },
        "confidence": {
            topic: {said: _share(share) for said, share in shares.items()} for topic, shares in f.confidence.items()
        },
        "forgetting_curve": [
            {"days": days, "recall": recall, "low": low, "high": high}
            for (days, recall), (low, high) in zip(f.curve(), f.curve_band, strict=True)
        ],
    }


def _missed(figures: Figures, missed: Missed) -> dict[str, Any]:
    return {"card": missed.card, "text": figures.wording(missed), "missed": missed.missed, "asked": missed.asked}


def _activity(day: Activity) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "answers": dict(day.answers),
        "passed": day.passed,
        "minutes": round(day.minutes, 2),
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"passed": share.passed, "total": share.total, "share": share.value, "low": low, "high": high}
