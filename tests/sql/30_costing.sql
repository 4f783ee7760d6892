-- A perpetual inventory by the three methods, to the last digit.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT is(private.share(0.0001, 1, 2), 0.0001, 'half a last digit is rounded up');
SELECT is(private.share(99999999999999.9999, 999999999999.999999, 999999999999.999999), 99999999999999.9999, 'large amounts are exact');
-- 900000.00004999999950: rounded by the division to twelve places first it would become 900000.0001.
SELECT is(private.share(90000000905000, 1, 100000001), 900000.0000, 'rounded once, not twice');
SELECT is(private.unit_cost(10, 3), 3.33333333, 'a unit cost has eight decimals');
SELECT is(private.unit_cost(20, 3), 6.66666667, 'and is rounded half up');

SELECT t.material('F', 'FIFO'), t.material('L', 'LIFO'), t.material('W', 'WEIGHTED_AVERAGE') \g /dev/null
SELECT t.work_order('WO-T') \g /dev/null
SET SESSION AUTHORIZATION stock_test_1;

-- The same month in three books, worked out by hand:
--
--   bought 100 at 10.00    = 1000.0000
--   bought 200 at 11.00    = 2200.0000
--   issued 150   FIFO  100 at 10 + 50 at 11                = 1550.0000   left 150 at 11               = 1650.0000
--                LIFO  150 at 11                           = 1650.0000   left 100 at 10, 50 at 11     = 1550.0000
--                W.A.  3200 * 150 / 300                    = 1600.0000   left 150                     = 1600.0000
--   bought 150 at 12.50    = 1875.0000
--   issued 220   FIFO  150 at 11 + 70 at 12.50             = 2525.0000   left 80 at 12.50             = 1000.0000
--                LIFO  150 at 12.50 + 50 at 11 + 20 at 10  = 2625.0000   left 80 at 10                =  800.0000
--                W.A.  3475 * 220 / 300 = 2548.33333..     = 2548.3333   left 80                      =  926.6667
--   bought 50 at 13.3333   =  666.6650
--   issued 100   FIFO  80 at 12.50 + 666.6650 * 20 / 50    = 1266.6660   left 30                      =  399.9990
--                LIFO  50 for 666.6650 + 50 at 10          = 1166.6650   left 30 at 10                =  300.0000
--                W.A.  1593.3317 * 100 / 130 = 1225.63976. = 1225.6398   left 30                      =  367.6919
--   bought in all 5741.6650; issued 5341.6660 / 5441.6650 / 5373.9731: each with what is left gives 5741.6650.

SELECT t.receive(m, 100, 10) FROM unnest('{F,L,W}'::text[]) AS m \g /dev/null
SELECT t.receive(m, 200, 11) FROM unnest('{F,L,W}'::text[]) AS m \g /dev/null
SELECT is((t.issue('F', 150)).total_cost, 1550.0000, 'FIFO: the oldest first');
SELECT is((t.issue('L', 150)).total_cost, 1650.0000, 'LIFO: the newest first');
SELECT is((t.issue('W', 150)).total_cost, 1600.0000, 'average: of what is there');
SELECT is(t.layers('F'), '150 1650', 'FIFO: one layer is left');
SELECT is(t.layers('L'), '100 1000, 50 550', 'LIFO: two layers are left');
SELECT is(t.layers('W'), '150 1600', 'average: always one layer');
SELECT t.receive(m, 150, 12.5) FROM unnest('{F,L,W}'::text[]) AS m \g /dev/null
SELECT is((t.issue('F', 220)).total_cost, 2525.0000, 'FIFO over two layers');
SELECT is((t.issue('L', 220)).total_cost, 2625.0000, 'LIFO over three layers');
SELECT is((i).total_cost || ' ' || (i).cost_per_unit, '2548.3333 11.58333318', 'average: the amount is rounded, once')
  FROM t.issue('W', 220) AS i;
SELECT is(t.layers('W'), '80 926.6667', 'average: the fraction stays in stock');
SELECT t.receive(m, 50, 13.3333) FROM unnest('{F,L,W}'::text[]) AS m \g /dev/null
SELECT is((t.issue('F', 100)).total_cost, 1266.6660, 'FIFO');
SELECT is((t.issue('L', 100)).total_cost, 1166.6650, 'LIFO');
SELECT is((t.issue('W', 100)).total_cost, 1225.6398, 'average');
SELECT is(t.on_hand('F'), '30 399.999', 'FIFO: what is left');
SELECT is(t.on_hand('L'), '30 300', 'LIFO: what is left');
SELECT is(t.on_hand('W'), '30 367.6919', 'average: what is left');
SELECT is(t.violations(), '', 'every invariant holds');
SELECT is((t.issue('W', 30)).total_cost, 367.6919, 'the last draw takes all the value');
SELECT is(t.on_hand('W') || '|' || t.layers('W'), '0 0|', 'nothing is worth nothing');

-- Rounding: 3 for 10 give 3.3333, then half of 6.6667 = 3.33335 away from zero, then what is left.
RESET SESSION AUTHORIZATION;
SELECT t.material('R', 'FIFO'), t.material('RW', 'WEIGHTED_AVERAGE'), t.material('D', 'FIFO'), t.material('DL', 'LIFO'),
       t.material('DW', 'WEIGHTED_AVERAGE'), t.material('Z', 'FIFO'), t.material('S', 'LIFO'), t.material('BIG', 'FIFO') \g /dev/null
SET SESSION AUTHORIZATION stock_test_1;
SELECT is((t.receive('R', 3, 3.33333333)).total_cost, 10.0000, 'a receipt is worth quantity times cost, rounded once');
SELECT is((t.issue('R', 1)).total_cost, 3.3333, 'a third');
SELECT is((t.issue('R', 1)).total_cost, 3.3334, 'half away from zero');
SELECT is((t.issue('R', 1)).total_cost, 3.3333, 'and the rest');
SELECT t.receive('RW', 1, 10), t.receive('RW', 2, 0) \g /dev/null
SELECT is((t.issue('RW', 1)).total_cost, 3.3333, 'an average with a free receipt');
SELECT is((t.issue('RW', 1)).total_cost, 3.3334, 'its second third');
SELECT is((t.issue('RW', 1)).total_cost, 3.3333, 'its last third');
-- A receipt that is entered late: the order of drawing is by business time, draws already made stay as they are.
SELECT t.receive(m, 10, 2, p_at => '2026-03-10') FROM unnest('{D,DL,DW}'::text[]) AS m \g /dev/null
SELECT is((t.issue('D', 5)).total_cost, 10.0000, 'drawn before the late receipt');
SELECT t.receive(m, 10, 3, p_at => '2026-03-01') FROM unnest('{D,DL,DW}'::text[]) AS m \g /dev/null
SELECT is(t.layers('D'), '10 30, 5 10', 'FIFO: the late receipt is the older layer');
SELECT is((t.issue('D', 12)).total_cost, 34.0000, 'FIFO: it is drawn first');
SELECT is((t.issue('DL', 12)).total_cost, 26.0000, 'LIFO: it is drawn last');
SELECT is((t.issue('DW', 12)).total_cost, 30.0000, 'average: it just adds');
-- The same instant: the order of entry.
SELECT t.receive('S', 1, 1, p_at => '2026-03-01'), t.receive('S', 1, 2, p_at => '2026-03-01') \g /dev/null
SELECT is((t.issue('S', 1)).total_cost, 2.0000, 'LIFO takes the later entry of the same instant');

-- What a receipt costs when nobody says.
SELECT is(t.refusal($$SELECT t.receive('Z', 1)$$), 'GM002 COST_UNKNOWN unit_cost', 'no cost is known');
SELECT is((t.receive('Z', 2, 0)).total_cost, 0.0000, '0 is a cost when it is typed');
SELECT is((t.receive('Z', 1)).cost_per_unit, 0.00000000, 'the last receipt''s cost');
SELECT is((t.receive('Z', 1, 7.12345678)).cost_per_unit, 7.12345678, 'a typed cost');
SELECT is((t.receive('Z', 2)).total_cost, 14.2469, 'the last receipt''s cost, all eight decimals of it');
SELECT is((t.issue('Z', 2)).total_cost, 0.0000, 'free goods leave for nothing');
SELECT is(t.on_hand('Z'), '4 21.3704', 'and the others keep their value');

-- Extremes are refused in words, not by an overflow.
SELECT is(t.refusal($$SELECT t.receive('BIG', 999999999999, 9999999999)$$), 'GM002 TOO_LARGE unit_cost', 'too much value');
SELECT is((t.receive('BIG', 999999999999, 1)).total_cost, 999999999999.0000, 'a very large receipt');
SELECT is(t.refusal($$SELECT t.receive('BIG', 1, 1)$$), 'GM002 TOO_LARGE quantity', 'too much on hand');
SELECT is(t.refusal($$SELECT t.receive('BIG', 'NaN', 1)$$), 'GM002 NOT_A_NUMBER quantity', 'NaN');
SELECT is(t.refusal($$SELECT t.receive('BIG', 'Infinity', 1)$$), 'GM002 NOT_A_NUMBER quantity', 'Infinity');
SELECT is(t.refusal($$SELECT t.receive('BIG', 0, 1)$$), 'GM002 NOT_POSITIVE quantity', 'zero');
SELECT is(t.refusal($$SELECT t.receive('BIG', -1, 1)$$), 'GM002 NOT_POSITIVE quantity', 'negative');
SELECT is(t.refusal($$SELECT t.receive('BIG', 0.0000001, 1)$$), 'GM002 TOO_MANY_DECIMALS quantity', 'seven decimals');
SELECT is(t.refusal($$SELECT t.receive('BIG', 1, 'NaN')$$), 'GM002 NOT_A_NUMBER unit_cost', 'a cost that is no number');
SELECT is(t.refusal($$SELECT t.receive('BIG', 1, -1)$$), 'GM002 NEGATIVE unit_cost', 'a negative cost');
SELECT is(t.violations(), '', 'every invariant holds');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
