-- Before migrations go down: the functions of sql/api depend on the tables.
SELECT private.drop_door();
