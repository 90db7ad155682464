"""The configuration keys that say which fixes may be applied, and which are safe."""

from __future__ import annotations

from spanlint.config import validation as checks
from spanlint.config import value_types as shapes
from spanlint.config.key import Key

FIX_KEYS = (
    Key(
        "fixable",
        shapes.CODES,
        checks.check_codes,
        None,
        "Rules whose findings `--fix` repairs: codes, prefixes of codes, or ALL. Without this key, it repairs those of "
        "every rule that has fixes. The fixes of other rules are neither applied, nor marked, nor counted; editors and "
        "`--interactive` still offer them.",
        'fixable = ["SPN1", "SPN901"]',
    ),
    Key(
        "extend-fixable",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules whose findings `--fix` repairs in addition to those of `fixable`.",
        'extend-fixable = ["SPN005"]',
    ),
    Key(
        "unfixable",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules whose findings `--fix` leaves alone, unless `fixable` has a longer code or prefix for them.",
        'unfixable = ["SPN002"]',
    ),
    Key(
        "extend-safe-fixes",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules whose unsafe fixes count as safe, so that `--fix` applies them without `--unsafe-fixes`. If both keys "
        "name a rule, the longer code or prefix wins, and between equals `extend-unsafe-fixes`. In Markdown, every fix "
        "stays unsafe.",
        'extend-safe-fixes = ["SPN103"]',
    ),
    Key(
        "extend-unsafe-fixes",
        shapes.CODES,
        checks.check_codes,
        [],
        "Rules whose safe fixes count as unsafe, so that only `--unsafe-fixes` applies them.",
        'extend-unsafe-fixes = ["SPN002"]',
    ),
)
