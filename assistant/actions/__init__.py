"""The quick actions: one file each. An action says which messages it can write and which one a record asks for."""
