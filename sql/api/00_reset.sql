-- The door is loaded as a whole: first away with the old one.
SELECT private.drop_door();
