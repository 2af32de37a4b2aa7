"""What the settings accept, what they refuse, and what they say then."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.settings import Settings, load_settings
from core.errors import InputError
from core.types import Timeframe

CANARY = "123456:canary-AbCdEf"
EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def load(env_file: Path, text: str) -> Settings:
    env_file.write_text(text, encoding="utf-8")
    return load_settings(env_file)


def refusal(env_file: Path, text: str) -> str:
    with pytest.raises(InputError) as refused:
        load(env_file, text)
    return str(refused.value)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings(env_file=None)
    assert settings.bot_token is None
    assert settings.exchange == "simulated"
    assert settings.sim_speed is None
    assert settings.symbols == ("BTCUSDT", "ETHUSDT", "SOLUSDT")
    assert settings.timeframe is Timeframe.M1
    assert settings.paper_balance == Decimal(10_000)


def test_a_missing_file_is_no_error(env_file: Path) -> None:
    assert load_settings(env_file) == load_settings(env_file=None)


def test_lists_and_numbers_are_read(env_file: Path) -> None:
    settings = load(
        env_file,
        "OWNER_IDS=7, 8\nSYMBOLS=btcusdt,ETHUSDT,,BTCUSDT\nPAPER_BALANCE=0.1\nTIMEFRAME=15S\n"
        "REPLAY_PATH=a.csv,b\nTELEGRAM_API_LOCAL=true\nlog_level=debug\n",
    )
    assert settings.owner_ids == (7, 8)
    assert settings.symbols == ("BTCUSDT", "ETHUSDT")
    assert settings.paper_balance == Decimal("0.1")
    assert settings.timeframe is Timeframe.S15
    assert settings.replay_path == (Path("a.csv"), Path("b"))
    assert settings.telegram_api_local is True
    assert settings.log_level == "DEBUG"


def test_an_empty_line_means_the_default(env_file: Path) -> None:
    assert load(env_file, "BOT_TOKEN=\nSIM_SPEED=\nSYMBOLS=\nOWNER_IDS=\n").bot_token is None


def test_the_environment_wins_over_the_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIM_SEED", "2")
    assert load(env_file, "SIM_SEED=1").sim_seed == 2


def test_names_of_other_programs_are_left_alone(env_file: Path) -> None:
    assert load(env_file, "COMPOSE_PROJECT_NAME=desk\n") == load_settings(env_file=None)


def test_a_byte_order_mark_is_no_part_of_a_name(env_file: Path) -> None:
    assert load(env_file, "\ufeffSIM_SEED=5\n").sim_seed == 5


def test_the_database_stands_in_the_data_folder(env_file: Path) -> None:
    url = load(env_file, "DATA_DIR=/srv/desk").database_url.get_secret_value()
    assert url == "sqlite+aiosqlite:////srv/desk/dzentra.db"


def test_a_named_database_stays_where_it_is(env_file: Path) -> None:
    text = "DATA_DIR=/srv/desk\nDATABASE_URL=sqlite+aiosqlite:///my.db"
    assert load(env_file, text).database_url.get_secret_value() == "sqlite+aiosqlite:///my.db"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://desk:word@db.example.org:5432/desk",
        "postgresql+asyncpg://desk@localhost/desk",
        "postgresql+asyncpg://desk:p%40ss@db/desk?ssl=require",
        "postgresql+asyncpg://desk@/desk?host=/run/postgresql",
    ],
)
def test_a_database_may_stand_on_a_server(env_file: Path, url: str) -> None:
    assert load(env_file, f"DATABASE_URL={url}").database_url.get_secret_value() == url


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        ("BOT_TOKEN", "no token", "@BotFather"),
        ("OWNER_IDS", "@me", "numeric"),
        ("OWNER_IDS", "-1", "numeric"),
        ("TELEGRAM_API_BASE", "api.telegram.org", "http://"),
        ("TELEGRAM_API_BASE", "https://user:word@api.telegram.org", "http://"),
        ("TELEGRAM_API_LOCAL", "perhaps", "true or false"),
        ("DATABASE_URL", "postgresql://desk:word@db/desk", "postgresql+asyncpg://"),
        ("DATABASE_URL", "postgresql+asyncpg://db:5432/desk", "sqlite+aiosqlite:///"),
        ("DATABASE_URL", "postgresql+asyncpg://desk:word@db:5432", "user:password@host:5432/db"),
        ("BACKUP_EVERY_HOURS", "25", "from 0 to 24"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("EXCHANGE", "kraken", "simulated, replay, binance or binance_futures"),
        ("EXCHANGE_REST_URL", "api.binance.com", "http://"),
        ("EXCHANGE_REST_URL", "https://me:word@api.binance.com", "http://"),
        ("EXCHANGE_WS_URL", "https://stream.binance.com", "ws://"),
        ("BINANCE_TESTNET", "perhaps", "true or false"),
        ("SIM_SEED", "-1", "0 or more"),
        ("SIM_SPEED", "0", "from 1 to 3600"),
        ("SIM_SPEED", "fast", "from 1 to 3600"),
        ("REPLAY_SPEED", "3601", "from 1 to 3600"),
        ("SYMBOLS", "BTC/USDT", "such as BTCUSDT"),
        ("SYMBOLS", ",", "such as BTCUSDT"),
        ("TIMEFRAME", "7m", "1s 5s 15s 1m 5m 15m 1h 4h 1d"),
        ("DEFAULT_LEVERAGE", "0", "from 1 to 125"),
        ("DEFAULT_LEVERAGE", "2.5", "from 1 to 125"),
        ("PAPER_BALANCE", "0", "above 0"),
        ("PAPER_BALANCE", "NaN", "above 0"),
        ("PAPER_BALANCE", "Infinity", "above 0"),
        ("PAPER_BALANCE", "1.000000001", "8 decimals"),
        ("DEMO_HOST", "http://here/", "name or an address"),
        ("DEMO_PORT", "65536", "from 0 to 65535"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(
    env_file: Path, name: str, value: str, may_be: str
) -> None:
    sentence = refusal(env_file, f"{name}={value}")
    assert sentence.startswith(f"{name} must be ")
    assert may_be in sentence
    assert "\n" not in sentence


def test_replay_needs_a_path(env_file: Path) -> None:
    assert refusal(env_file, "EXCHANGE=replay").startswith("REPLAY_PATH must be ")
    assert load(env_file, "EXCHANGE=replay\nREPLAY_PATH=data").exchange == "replay"


@pytest.mark.parametrize(
    "text",
    [
        f"BOT_TOKEN={CANARY} and more",
        f"DATABASE_URL=postgresql://desk:{CANARY}@db/desk",
        f"OWNER_IDS={CANARY}",
        f"EXCHANGE={CANARY}",
        f"BOT_TOKEN={CANARY}\nSIM_SEED=x",
    ],
)
def test_no_refusal_holds_a_secret(env_file: Path, text: str) -> None:
    with pytest.raises(InputError) as refused:
        load(env_file, text)
    told = (repr(refused.value), str(refused.getrepr(showlocals=False, style="short")))
    assert not any("canary" in part for part in told)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_settings_do_not_show_their_secrets(env_file: Path) -> None:
    settings = load(env_file, f"BOT_TOKEN={CANARY}")
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == CANARY
    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_secret_may_stand_in_a_file(env_file: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{CANARY}\n", encoding="utf-8")
    settings = load(env_file, f"BOT_TOKEN_FILE={tmp_path / 'token'}")
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == CANARY


def test_the_environment_may_name_a_secrets_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "url").write_text("sqlite+aiosqlite:///kept.db", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    settings = load_settings(env_file=None)
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///kept.db"


def test_a_wrong_secret_in_a_file_is_refused_by_name(env_file: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("canary", encoding="utf-8")
    sentence = refusal(env_file, f"BOT_TOKEN_FILE={tmp_path / 'token'}")
    assert sentence.startswith("BOT_TOKEN must be ")
    assert "canary" not in sentence


def test_a_secret_is_given_once(env_file: Path) -> None:
    sentence = refusal(env_file, f"BOT_TOKEN={CANARY}\nBOT_TOKEN_FILE=token")
    assert sentence == "Set BOT_TOKEN or BOT_TOKEN_FILE, not both."


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xff"])
def test_an_unreadable_secrets_file_is_refused(
    env_file: Path, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    sentence = refusal(env_file, f"BOT_TOKEN_FILE={path}")
    assert sentence.startswith("BOT_TOKEN_FILE must be the path of a readable file")


def test_only_secrets_stand_in_files(env_file: Path, tmp_path: Path) -> None:
    (tmp_path / "seed").write_text("7", encoding="utf-8")
    assert load(env_file, f"SIM_SEED_FILE={tmp_path / 'seed'}").sim_seed == 1


def test_a_file_that_is_no_text_is_refused(env_file: Path) -> None:
    env_file.write_bytes(b"SIM_SEED=\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        load_settings(env_file)


def test_the_file_is_closed_to_others(env_file: Path) -> None:
    env_file.write_text("SIM_SEED=1", encoding="utf-8")
    env_file.chmod(0o644)
    load_settings(env_file)
    assert env_file.stat().st_mode & 0o777 == 0o600


def test_the_logs_learn_the_token_and_its_secret_half(env_file: Path) -> None:
    secrets = load(env_file, f"BOT_TOKEN={CANARY}").secret_values()
    assert secrets == (CANARY, "canary-AbCdEf")
    assert load_settings(env_file=None).secret_values() == ()


def test_the_logs_learn_a_databases_password() -> None:
    url = SecretStr("postgresql+asyncpg://desk:can%40ary@db/desk")
    settings = Settings.model_construct(bot_token=None, database_url=url)
    assert settings.secret_values() == ("can%40ary", "can@ary")


def test_the_example_names_every_setting_with_its_default(env_file: Path) -> None:
    lines = re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    values = {name: value for name, value in lines if not name.endswith("_FILE")}
    assert set(values) == {name.upper() for name in Settings.model_fields}
    text = "\n".join(f"{name}={value}" for name, value in values.items())
    assert load(env_file, text) == load_settings(env_file=None)


@pytest.mark.parametrize(
    "text",
    [
        "WEBHOOK_URL=https://desk.example/hook",
        "WEBHOOK_URL=https://desk.example/hook\nWEBHOOK_SECRET_TOKEN=short",
        f"WEBHOOK_URL=https://desk.example/hook\nWEBHOOK_SECRET_TOKEN={'a b' * 9}",
        "WEBHOOK_URL=desk.example",
        "WEBHOOK_URL=https://u:p@desk.example",
        "WEBHOOK_PORT=65536",
        "TELEGRAM_PROXY=proxy:1080",
        "TELEGRAM_PROXY=ftp://proxy:1080",
        "TELEGRAM_PROXY=socks5://proxy",
        "TELEGRAM_PROXY=socks5://ann@b@proxy:1080",
    ],
)
def test_a_wrong_webhook_or_proxy_is_refused_by_name(env_file: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"^(WEBHOOK_\w+|TELEGRAM_PROXY) must be ") as refused:
        load(env_file, text)
    assert text.splitlines()[-1].split("=", 1)[1] not in str(refused.value)


def test_a_webhook_and_a_proxy_are_read_and_their_secrets_known(env_file: Path) -> None:
    settings = load(
        env_file,
        "WEBHOOK_URL=https://desk.example/hook\nWEBHOOK_SECRET_TOKEN=canary-of-16-letters\n"
        "TELEGRAM_PROXY=socks5://ann:can%40ary@proxy:1080",
    )
    assert (settings.webhook_host, settings.webhook_port) == ("127.0.0.1", 8443)
    assert {"canary-of-16-letters", "can%40ary", "can@ary"} <= set(settings.secret_values())
    assert "canary" not in repr(settings)
