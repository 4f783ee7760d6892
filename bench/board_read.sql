-- What opening the board asks for, twice: the second time counts. Variable: token.
SELECT count(*) FROM api.board_lanes(:'token', NULL);
SELECT count(*) FROM api.board_windows(:'token', NULL, now() - interval '21 days', now() + interval '90 days');
SELECT count(*) FROM api.board_bars(:'token', NULL, now() - interval '21 days', now() + interval '90 days', NULL);
SELECT count(*) FROM api.board_links(:'token', NULL);
SELECT count(*) FROM api.board_lanes(:'token', NULL);
SELECT count(*) FROM api.board_windows(:'token', NULL, now() - interval '21 days', now() + interval '90 days');
SELECT count(*) FROM api.board_bars(:'token', NULL, now() - interval '21 days', now() + interval '90 days', NULL);
SELECT count(*) FROM api.board_links(:'token', NULL);
