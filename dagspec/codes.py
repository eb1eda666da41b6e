"""Every kind of finding, by its stable number. Each has an entry in docs/rules.md and a bad spec in tests.

DS0 the file and its YAML, DS1 keys and values, DS2 the DAG and its default_args, DS3 tasks and operators,
DS4 callables, DS5 edges, groups and references, DS6 templates, DS7 across files, DS8 warnings.
"""

from dagspec.diagnostic import Code, Severity

WARNING = Severity.WARNING

# DS0: the file and its YAML
UNREADABLE = Code("DS001", "unreadable-file")
NOT_UTF8 = Code("DS002", "not-utf-8")
EMPTY = Code("DS003", "empty-file")
TOO_BIG = Code("DS004", "too-big")
SYNTAX = Code("DS005", "yaml-syntax")
NOT_A_MAPPING = Code("DS006", "not-a-mapping")
DUPLICATE_KEY = Code("DS007", "duplicate-key")
UNDEFINED_ALIAS = Code("DS008", "undefined-alias")
UNSAFE_TAG = Code("DS009", "unsafe-tag")
UNKNOWN_TAG = Code("DS010", "unknown-tag")
KEY_NOT_TEXT = Code("DS011", "key-not-text")
UNDEFINED_VARIABLE = Code("DS012", "undefined-variable")
BAD_MERGE = Code("DS013", "bad-merge")
RECURSION = Code("DS014", "recursive-alias")
BAD_SCALAR = Code("DS015", "bad-value")
IGNORE_WITHOUT_REASON = Code("DS016", "ignore-without-reason")
REFUSED = Code("DS017", "refused-by-airflow")
FAULT = Code("DS018", "fault-of-dagspec")
UNUSED_IGNORE = Code("DS019", "unused-ignore", WARNING)

# DS1: keys and values
UNKNOWN_KEY = Code("DS101", "unknown-key")
WRONG_TYPE = Code("DS102", "wrong-type")
WRONG_VALUE = Code("DS103", "wrong-value")
MISSING_KEY = Code("DS104", "missing-key")
MISPLACED_KEY = Code("DS105", "misplaced-key")
REMOVED_KEY = Code("DS106", "removed-key")
INEFFECTIVE_KEY = Code("DS107", "key-without-effect", WARNING)
DEPRECATED_KEY = Code("DS108", "deprecated-key", WARNING)
UNKNOWN_TYPE = Code("DS109", "unknown-type")

# DS2: the DAG and its default_args
BAD_ID = Code("DS201", "bad-id")
NO_DAGS = Code("DS202", "no-dags")
NO_TASKS = Code("DS203", "no-tasks")
BAD_DATE = Code("DS204", "bad-date")
END_BEFORE_START = Code("DS205", "end-before-start")
NO_START_DATE = Code("DS206", "no-start-date")
BAD_TIMEZONE = Code("DS207", "bad-time-zone")
BAD_SCHEDULE = Code("DS208", "bad-schedule")
BAD_DURATION = Code("DS209", "bad-duration")
BAD_PARAM = Code("DS210", "bad-param")
BAD_PATH = Code("DS211", "bad-path")

# DS3: tasks and operators
NO_OPERATOR = Code("DS301", "no-operator")
TWO_OPERATORS = Code("DS302", "operator-and-decorator")
UNKNOWN_OPERATOR = Code("DS303", "unknown-operator")
NOT_AN_OPERATOR = Code("DS304", "not-an-operator")
UNKNOWN_PARAMETER = Code("DS305", "unknown-parameter")
MISSING_PARAMETER = Code("DS306", "missing-parameter")
WRONG_PARAMETER = Code("DS307", "wrong-parameter-type")
WRONG_CHOICE = Code("DS308", "wrong-parameter-value")
DEPRECATED_PATH = Code("DS309", "deprecated-path", WARNING)
DEPRECATED_PARAMETER = Code("DS310", "deprecated-parameter", WARNING)
BAD_EMAIL = Code("DS311", "bad-email-address")
BAD_MAPPING = Code("DS312", "bad-task-mapping")
UNUSED_DEFAULT = Code("DS313", "unused-default", WARNING)
NO_AIRFLOW = Code("DS314", "airflow-not-installed", WARNING)

# DS4: callables
UNKNOWN_CALLABLE = Code("DS401", "unknown-callable")
NOT_CALLABLE = Code("DS402", "not-callable")
PRIVATE_CALLABLE = Code("DS403", "private-callable", WARNING)
UNKNOWN_ARGUMENT = Code("DS404", "unknown-argument")
MISSING_ARGUMENT = Code("DS405", "missing-argument")
TOO_MANY_ARGUMENTS = Code("DS406", "too-many-arguments")
WRONG_ARGUMENT = Code("DS407", "wrong-argument-type")
CALLABLE_FILE = Code("DS408", "callable-file")
BAD_LAMBDA = Code("DS409", "bad-lambda")
BAD_CALLBACK = Code("DS410", "bad-callback")
RESERVED_ARGUMENT = Code("DS411", "reserved-argument")

# DS5: edges, groups and references
UNKNOWN_DEPENDENCY = Code("DS501", "unknown-dependency")
SELF_DEPENDENCY = Code("DS502", "depends-on-itself")
DUPLICATE_DEPENDENCY = Code("DS503", "duplicate-dependency", WARNING)
CYCLE = Code("DS504", "cycle")
DUPLICATE_ID = Code("DS505", "duplicate-id")
UNKNOWN_GROUP = Code("DS506", "unknown-group")
GROUP_CYCLE = Code("DS507", "group-cycle")
DEPENDS_ON_OWN_GROUP = Code("DS508", "depends-on-own-group")
UNKNOWN_REFERENCE = Code("DS509", "unknown-task-reference")
REFERENCE_ORDER = Code("DS510", "reference-not-upstream")
XCOM_OF_UNKNOWN_TASK = Code("DS520", "xcom-of-unknown-task")
XCOM_NOT_UPSTREAM = Code("DS521", "xcom-not-upstream")
XCOM_NEEDS_PREFIX = Code("DS522", "xcom-needs-group-prefix")

# DS6: templates
TEMPLATE_SYNTAX = Code("DS601", "template-syntax")
UNKNOWN_FILTER = Code("DS602", "unknown-filter")
UNKNOWN_TEST = Code("DS603", "unknown-test")
UNKNOWN_NAME = Code("DS604", "unknown-template-name")
REMOVED_NAME = Code("DS605", "removed-template-name")
UNKNOWN_PARAM = Code("DS606", "unknown-param")
TEMPLATE_FILE = Code("DS607", "template-file")
NOT_TEMPLATED = Code("DS608", "not-templated", WARNING)

# DS7: across files
DUPLICATE_DAG = Code("DS701", "duplicate-dag-id")
UNKNOWN_DAG = Code("DS702", "unknown-dag", WARNING)
UNKNOWN_EXTERNAL_TASK = Code("DS703", "unknown-external-task")
ASSET_WITHOUT_PRODUCER = Code("DS704", "asset-without-producer", WARNING)

# DS8: wrong though valid
HIDDEN_FAILURE = Code("DS801", "hidden-failure", WARNING)
NEVER_RUNS = Code("DS802", "never-runs", WARNING)
EMAIL_CANNOT_FIRE = Code("DS803", "failure-email-cannot-fire", WARNING)
OLD_CATCHUP = Code("DS804", "catchup-of-many-runs", WARNING)
RETRIED_ONCE_ONLY = Code("DS805", "retried-though-not-repeatable", WARNING)
SECRET = Code("DS806", "secret-in-clear-text", WARNING)
SHELL_VARIABLE = Code("DS807", "variable-filled-in-early", WARNING)

BY_ID = {code.id: code for code in tuple(vars().values()) if isinstance(code, Code)}
