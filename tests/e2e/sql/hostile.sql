-- What no kiosk could write: names that hold escape sequences, control and bidi characters. By the administrator.
UPDATE materials SET name = U&'X\001B]0;owned\0007\001B[2J\001B[31m\009B2J\202E\0007Y' WHERE material_code = 'M-1078';
UPDATE suppliers SET name = U&'\001B]0;owned\0007\001B[2JACME' WHERE code = 'ACME';
UPDATE plants SET name = U&'\001B]0;owned\0007Rho' WHERE code = 'RHO';
UPDATE users SET display_name = U&'\001B[2J\001BcM. Rossi' WHERE user_name = 'storekeeper';
UPDATE lots SET lot_number = U&'L\001B[2J\000D\000A3' WHERE lot_number = 'L2609-3';
SELECT count(*) FROM materials WHERE name LIKE U&'%\001B%';
