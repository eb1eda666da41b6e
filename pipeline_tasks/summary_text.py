"""The text of `model_summary.txt`: what was trained, on what, and how good it is."""

from __future__ import annotations

from typing import Any

from pipeline_tasks.metrics import METRICS


def write_summary(
    run_id: str, data: dict[str, Any], split: dict[str, Any], found: dict[str, Any], model: dict[str, Any]
) -> str:
    """Write the summary as text that a person reads."""
    return (
        "\n\n".join(
            [_head(run_id, data, split), write_scores(found["scores"]), _errors(found), _weights(model)]
        )
        + "\n"
    )


def _head(run_id: str, data: dict[str, Any], split: dict[str, Any]) -> str:
    rows = f"{data['rows']:,} ({data['positives']:,} positive)"
    left_out = f"{data['duplicates_removed']:,} duplicates, {data['rows_with_gaps_removed']:,} with gaps"
    lines = [
        ("Run", run_id),
        ("Target", data["target"]),
        ("Data", data["source"]),
        ("SHA-256", data["sha256"]),
        ("Rows", f"{rows}; left out: {left_out}"),
        ("Split", f"{split['train_rows']:,} to train, {split['test_rows']:,} to test, seed {split['seed']}"),
    ]
    if split["constant"]:
        lines.append(("Warning", f"one value in all training rows: {', '.join(split['constant'])}"))
    return "\n".join(["LOGISTIC REGRESSION", "", *(f"{name:10}{value}" for name, value in lines)])


def write_scores(scores: dict[str, Any]) -> str:
    """Write the scores as a table."""
    folds = scores["cross_validation"]
    lines = [
        f"SCORES (interval of the test score: {scores['confidence']:.0%}; "
        f"cross-validation: {folds['folds']} folds, {folds['repeats']} times)",
        "",
        f"{'':14}{'train':>8}{'test':>9}{'difference':>12}   {'interval':20}cross-validation",
    ]
    for metric in METRICS:
        name = metric.name
        interval, spread = scores["intervals"][name], folds["scores"][name]
        lines.append(
            f"{metric.label:14}{scores['train'][name]:8.4f}{scores['test'][name]:9.4f}"
            f"{scores['difference'][name]:+12.4f}   "
            f"{interval['low']:.4f} to {interval['high']:.4f}    {spread['mean']:.4f} +- {spread['std']:.4f}"
        )
    return "\n".join(lines)


def _errors(found: dict[str, Any]) -> str:
    (right_no, wrong_yes), (wrong_no, right_yes) = found["confusion_matrix"]
    return "\n".join(
        [
            "TEST ROWS",
            "",
            f"{'':14}{'predicted 0':>14}{'predicted 1':>14}",
            f"{'was 0':14}{right_no:14,}{wrong_yes:14,}",
            f"{'was 1':14}{wrong_no:14,}{right_yes:14,}",
        ]
    )


def _weights(model: dict[str, Any]) -> str:
    lines = ["COEFFICIENTS (per standard deviation of the feature)", ""]
    width = max(len(name) for name in model["features"]) + 2
    lines.append(f"{'intercept':{width}}{model['intercept']:+10.4f}")
    for name, weight, ratio in zip(
        model["features"], model["coefficients"], model["odds_ratios"], strict=True
    ):
        lines.append(f"{name:{width}}{weight:+10.4f}   odds x {ratio:.3f}")
    return "\n".join(lines)
