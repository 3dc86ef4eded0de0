"""Settings, read when asked for and never at import: arguments first, then ``DINGFEN_…`` variables, then defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where everything is kept. Every field is documented in README.md; a test holds that."""

    model_config = SettingsConfigDict(env_prefix="DINGFEN_", extra="ignore")

    home: Path = Field(default=Path("~/.dingfen"), description="数据目录：数据库、图、索引都在其中")
    graph: str = Field(default="", description="图服务器地址（neo4j://…）；空为内嵌")
    search: str = Field(default="", description="检索服务器地址（http://…）；空为内嵌")
    database: str = Field(default="", description="数据库地址（postgresql://…）；空为内嵌 SQLite")
    embedding: str = Field(default="", description="句向量模型的文件夹（装 dense 附加件）；空为不用")
    workers: int = Field(default=0, ge=0, le=64, description="读取文件的进程数；0 为按处理器数")
    place: str = Field(default="", description="本地区划代码（如 421127）：简写的地方法规按此认定")
    writes: bool = Field(default=False, description="HTTP 是否收审查意见和办理状态；还没有账号，只在可信的网络里打开")
    model: str = Field(
        default="",
        description="检索用的排序模型文件；空为数据目录里最后学成的（dingfen learn），没有则用随程序的；none 为只按字词",
    )
    wait: float = Field(default=10, ge=1, le=600, description="服务器（图、检索、数据库）一次最多等几秒")
    deadline: float = Field(default=60, ge=1, le=3600, description="HTTP 一个请求最多几秒，过时答 503")
    keep: int = Field(default=3, ge=1, le=100, description="保留最近几版发布的图和索引")

    @property
    def folder(self) -> Path:
        return self.home.expanduser()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address; a bare postgresql:// is served by psycopg."""
        if not self.database:
            return f"sqlite:///{self.folder / 'dingfen.db'}"
        if self.database.startswith(("postgresql://", "postgres://")):
            return "postgresql+psycopg://" + self.database.split("://", 1)[1]
        return self.database
