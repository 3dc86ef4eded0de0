"""A synthetic county with planted faults, made from real statutes with a fixed seed, for measuring ``dingfen check``.

It is written the way a skilled outsider would write it: from the rules of the scheme of findings and from the column heads that public
lists use. It shares no code with the checks or with the reading of law: nothing here imports ``casework``, ``graph``, ``text``,
``ingest`` or ``search``.

- ``corpus``: a plain reader of the statutes, and the provisions that it is sure of;
- ``wording``: names, bases and pasted text in the many ways that lists write them;
- ``sheets``: the files;
- ``county``: the bodies of a county;
- ``powers``, ``towns``, ``others``: the rows, the faults and the lawful look-alikes;
- ``plant``: all of it together, with ``gold.jsonl`` and ``lookalikes.jsonl``.
"""
