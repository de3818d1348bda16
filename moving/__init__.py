"""Moving house: all that Visage keeps, as a folder, and from there into any database and store.

    DIR/manifest.json                 what is there, with hashes; written last
    DIR/documents/<collection>.jsonl  {"document": …, "files": [{"key", "size", "sha256"}, …]}
    DIR/files/<key>                   each file under the key it has in the store

A line is a document and the files it names, so that these arrive before it does. Documents are
canonical extended JSON (MongoDB's specification, v2): every number keeps its type and every date
its millisecond, yet the lines can be read and searched, and one that was cut off shows. They are
exported as they are stored; it is the import that brings up older schema versions.

The folder is written like a store: each file whole or not at all, and forced to the disk. While
`unfinished.json` is there without a manifest, an export was cut off; the next one begins anew. The
hash in the manifest names the content: the same documents and files have the same hash.
"""
