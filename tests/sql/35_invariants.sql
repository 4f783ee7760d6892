-- Random operations by the three methods, held against a second, simpler book: each answer, each refusal, and what is on
-- hand after each step must agree, and every invariant must hold. The seed is fixed: it is the same run each time.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.material('F', 'FIFO'), t.material('L', 'LIFO'), t.material('W', 'WEIGHTED_AVERAGE'), t.location('RACK') \g /dev/null
SELECT t.work_order('WO') \g /dev/null
SELECT t.purchase_order('PO', 'F', '100000', '2.5', '0', 'L', '100000', '2.5', '0', 'W', '100000', '2.5', '0') \g /dev/null

-- The second book: layers (WEIGHTED_AVERAGE: at most one), what was drawn from which, what moved.
CREATE TABLE t.layer (no serial, material text, tx bigint, at timestamptz, q numeric, v numeric);
CREATE TABLE t.draw (tx bigint, layer integer, q numeric, v numeric);
CREATE TABLE t.moved (tx bigint, material text, kind text, what text, q numeric, v numeric, reversed boolean DEFAULT false,
                      back_q numeric DEFAULT 0, back_v numeric DEFAULT 0, of bigint);
CREATE TABLE t.did (what text, material text);
GRANT ALL ON ALL TABLES IN SCHEMA t TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA t TO PUBLIC;

CREATE FUNCTION t.book_in(p_material text, p_tx bigint, p_at timestamptz, p_q numeric, p_v numeric) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF p_material = 'W' AND EXISTS (SELECT FROM t.layer WHERE material = 'W' AND q > 0) THEN
        UPDATE t.layer SET q = q + p_q, v = v + p_v WHERE material = 'W' AND q > 0;
    ELSE
        INSERT INTO t.layer (material, tx, at, q, v) VALUES (p_material, p_tx, p_at, p_q, p_v);
    END IF;
END $$;
CREATE FUNCTION t.book_out(p_material text, p_tx bigint, p_q numeric) RETURNS numeric
    LANGUAGE plpgsql AS $$
DECLARE
    v_layer t.layer;
    v_need  numeric := p_q;
    v_take  numeric;
    v_value numeric;
    v_total numeric := 0;
BEGIN
    FOR v_layer IN SELECT * FROM t.layer WHERE material = p_material AND q > 0
                    ORDER BY CASE WHEN p_material = 'L' THEN - extract(epoch FROM at) ELSE extract(epoch FROM at) END,
                             CASE WHEN p_material = 'L' THEN - no ELSE no END LOOP
        v_take := least(v_need, v_layer.q);
        v_value := CASE WHEN v_take = v_layer.q THEN v_layer.v ELSE round(v_layer.v * v_take / v_layer.q, 4) END;
        UPDATE t.layer SET q = q - v_take, v = v - v_value WHERE no = v_layer.no;
        INSERT INTO t.draw VALUES (p_tx, v_layer.no, v_take, v_value);
        v_total := v_total + v_value;
        v_need := v_need - v_take;
        EXIT WHEN v_need = 0;
    END LOOP;
    RETURN v_total;
END $$;
CREATE FUNCTION t.booked(p_material text) RETURNS text LANGUAGE sql AS $$
    SELECT trim_scale(coalesce(sum(q), 0)) || ' ' || trim_scale(coalesce(sum(v), 0)) FROM t.layer WHERE material = p_material $$;
CREATE FUNCTION t.booked_layers(p_material text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(trim_scale(q) || ' ' || trim_scale(v), ', ' ORDER BY at, no), '') FROM t.layer WHERE material = p_material AND q > 0 $$;

-- What the second book expects of a reversal.
CREATE FUNCTION t.expect_reversal(p t.moved) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_layer t.layer;
BEGIN
    IF p.reversed THEN RETURN 'GM005'; ELSIF p.back_q > 0 THEN RETURN 'GM006'; ELSIF p.kind = 'OUT' THEN RETURN 'done'; END IF;
    IF p.material = 'W' THEN
        SELECT * INTO v_layer FROM t.layer WHERE material = 'W' AND q > 0;
        RETURN CASE WHEN coalesce(v_layer.q, 0) < p.q OR v_layer.v < p.v OR v_layer.q = p.q AND v_layer.v <> p.v THEN 'GM006' ELSE 'done' END;
    END IF;
    SELECT * INTO v_layer FROM t.layer WHERE tx = p.tx;
    RETURN CASE WHEN v_layer.q = p.q AND v_layer.v = p.v THEN 'done' ELSE 'GM006' END;
END $$;
CREATE FUNCTION t.book_reversal(p t.moved, p_new bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE t.moved SET reversed = true WHERE tx = p.tx;
    UPDATE t.moved SET back_q = back_q - p.q, back_v = back_v - p.v WHERE tx = p.of;
    IF p.kind = 'OUT' AND p.material = 'W' THEN
        PERFORM t.book_in('W', p_new, now(), p.q, p.v);
    ELSIF p.kind = 'OUT' THEN
        UPDATE t.layer l SET q = l.q + d.q, v = l.v + d.v FROM t.draw d WHERE d.tx = p.tx AND l.no = d.layer;
    ELSIF p.material = 'W' THEN
        UPDATE t.layer SET q = q - p.q, v = v - p.v WHERE material = 'W' AND q > 0;
    ELSE
        UPDATE t.layer SET q = 0, v = 0 WHERE tx = p.tx;
    END IF;
END $$;

-- Call the door: what it answered, or how it refused.
CREATE FUNCTION t.call(p_sql text, OUT outcome text, OUT moved private.movement) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE p_sql INTO moved;
    outcome := 'done';
EXCEPTION WHEN OTHERS THEN
    outcome := SQLSTATE;
END $$;
CREATE FUNCTION t.amount(p_most numeric, p_decimals integer) RETURNS numeric LANGUAGE sql AS $$
    SELECT greatest(round((random() * p_most)::numeric, p_decimals), power(10::numeric, - p_decimals)) $$;


-- Goods in: by hand, from a supplier, as a correction.
CREATE FUNCTION t.step_in(p_material text, p_what text, p_q numeric, p_cost numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_at     timestamptz := CASE p_what WHEN 'receive' THEN now() - floor(random() * 20) * interval '1 hour' ELSE now() END;
    v_value  numeric := round(p_q * CASE p_what WHEN 'order' THEN 2.5 ELSE p_cost END, 4);
    v_answer record;
BEGIN
    v_answer := t.call(CASE p_what
        WHEN 'receive' THEN format('SELECT * FROM t.receive(%L, %s, %s, p_at => %L)', p_material, p_q, p_cost, v_at)
        WHEN 'order' THEN format('SELECT * FROM t.receive(%L, %s, NULL, %L, %L)', p_material, p_q, 'PURCHASE_ORDER', 'PO')
        ELSE format('SELECT * FROM t.adjust(%L, %s, %s)', p_material, p_q, p_cost) END);
    PERFORM t.book_in(p_material, (v_answer.moved).transaction_id, v_at, p_q, v_value);
    INSERT INTO t.moved (tx, material, kind, what, q, v) VALUES ((v_answer.moved).transaction_id, p_material, 'IN', p_what, p_q, v_value);
    RETURN t.differs('done', v_answer.outcome, v_value, (v_answer.moved).total_cost);
END $$;

-- Goods out: to the order, elsewhere, as a correction.
CREATE FUNCTION t.step_out(p_material text, p_what text, p_q numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_expected text := CASE WHEN p_q > (SELECT coalesce(sum(q), 0) FROM t.layer WHERE material = p_material) THEN 'GM002' ELSE 'done' END;
    v_value    numeric;
    v_answer   record;
BEGIN
    v_answer := t.call(CASE p_what
        WHEN 'charge' THEN format('SELECT * FROM t.issue(%L, %s, %L, %L)', p_material, p_q, 'WORK_ORDER', 'WO')
        WHEN 'issue' THEN format('SELECT * FROM t.issue(%L, %s)', p_material, p_q)
        ELSE format('SELECT * FROM t.adjust(%L, -%s)', p_material, p_q) END);
    IF v_expected = 'done' THEN
        v_value := t.book_out(p_material, (v_answer.moved).transaction_id, p_q);
        INSERT INTO t.moved (tx, material, kind, what, q, v) VALUES ((v_answer.moved).transaction_id, p_material, 'OUT', p_what, p_q, v_value);
    END IF;
    RETURN t.differs(v_expected, v_answer.outcome, v_value, abs((v_answer.moved).total_cost));
END $$;

-- Back from the floor.
CREATE FUNCTION t.step_back(p_old t.moved, p_q numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_expected text := CASE WHEN p_old.what <> 'charge' THEN 'GM002' WHEN p_old.reversed THEN 'GM006'
                            WHEN p_old.back_q + p_q > p_old.q THEN 'GM002' ELSE 'done' END;
    v_value    numeric := CASE WHEN p_old.back_q + p_q = p_old.q THEN p_old.v - p_old.back_v
                               ELSE least(p_old.v - p_old.back_v, round(p_old.v * p_q / p_old.q, 4)) END;
    v_answer   record := t.call(format('SELECT * FROM t.back(%L, %s, %L, %s)', p_old.material, p_q, 'WORK_ORDER', p_old.tx));
BEGIN
    IF v_expected = 'done' THEN
        PERFORM t.book_in(p_old.material, (v_answer.moved).transaction_id, now(), p_q, v_value);
        INSERT INTO t.moved (tx, material, kind, what, q, v, of)
        VALUES ((v_answer.moved).transaction_id, p_old.material, 'IN', 'back', p_q, v_value, p_old.tx);
        UPDATE t.moved SET back_q = back_q + p_q, back_v = back_v + v_value WHERE tx = p_old.tx;
    END IF;
    RETURN t.differs(v_expected, v_answer.outcome, v_value, (v_answer.moved).total_cost);
END $$;

-- Back to the supplier.
CREATE FUNCTION t.step_supplier(p_old t.moved, p_q numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_layer    t.layer;
    v_expected text := 'done';
    v_value    numeric;
    v_answer   record := t.call(format('SELECT * FROM t.back(%L, %s, %L, %s)', p_old.material, p_q, 'PURCHASE_ORDER', p_old.tx));
BEGIN
    SELECT * INTO v_layer FROM t.layer WHERE CASE WHEN p_old.material = 'W' THEN material = 'W' AND q > 0 ELSE tx = p_old.tx END;
    v_expected := CASE WHEN p_old.what <> 'order' THEN 'GM002' WHEN p_old.reversed THEN 'GM006'
                       WHEN p_old.back_q + p_q > p_old.q THEN 'GM002'
                       WHEN coalesce(v_layer.q, 0) < p_q THEN CASE p_old.material WHEN 'W' THEN 'GM002' ELSE 'GM006' END ELSE 'done' END;
    IF v_expected = 'done' THEN
        v_value := CASE WHEN p_q = v_layer.q THEN v_layer.v ELSE round(v_layer.v * p_q / v_layer.q, 4) END;
        UPDATE t.layer SET q = q - p_q, v = v - v_value WHERE no = v_layer.no;
        INSERT INTO t.draw VALUES ((v_answer.moved).transaction_id, v_layer.no, p_q, v_value);
        INSERT INTO t.moved (tx, material, kind, what, q, v, of)
        VALUES ((v_answer.moved).transaction_id, p_old.material, 'OUT', 'supplier', p_q, v_value, p_old.tx);
        UPDATE t.moved SET back_q = back_q + p_q, back_v = back_v + v_value WHERE tx = p_old.tx;
    END IF;
    RETURN t.differs(v_expected, v_answer.outcome, v_value, (v_answer.moved).total_cost);
END $$;

CREATE FUNCTION t.step_reverse(p_old t.moved) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_expected text := t.expect_reversal(p_old);
    v_answer   record := t.call(format('SELECT * FROM t.reverse(%s)', p_old.tx));
BEGIN
    IF v_expected = 'done' THEN
        PERFORM t.book_reversal(p_old, (v_answer.moved).transaction_id);
    END IF;
    RETURN t.differs(v_expected, v_answer.outcome, p_old.v, (v_answer.moved).total_cost);
END $$;

CREATE FUNCTION t.differs(p_expected text, p_outcome text, p_value numeric, p_found numeric) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN p_expected <> p_outcome THEN format('expected %s, got %s', p_expected, p_outcome)
                WHEN p_outcome = 'done' AND p_value IS DISTINCT FROM p_found THEN format('expected a cost of %s, got %s', p_value, p_found)
                ELSE '' END $$;

-- One random step; '' when both books agree afterwards.
CREATE FUNCTION t.step() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_material text := (ARRAY['F', 'L', 'W'])[1 + floor(random() * 3)];
    v_what     text := (ARRAY['receive', 'receive', 'order', 'up', 'issue', 'issue', 'charge', 'charge', 'charge', 'down', 'back',
                              'back', 'supplier', 'reverse', 'reverse'])[1 + floor(random() * 15)];
    v_q        numeric := t.amount(20, floor(random() * 4)::integer);
    v_all      numeric := (SELECT coalesce(sum(q), 0) FROM t.layer WHERE material = v_material);
    v_old      t.moved;
    v_differs  text;
BEGIN
    -- Often what a return or a reversal can work on; now and then anything.
    SELECT * INTO v_old FROM t.moved m
     WHERE m.material = v_material AND (random() < 0.2 OR v_what NOT IN ('back', 'supplier')
                                        OR m.what = CASE v_what WHEN 'back' THEN 'charge' ELSE 'order' END)
     ORDER BY random() LIMIT 1;
    IF v_what IN ('back', 'supplier') AND v_old.q > v_old.back_q THEN
        v_q := CASE WHEN random() < 0.5 THEN v_old.q - v_old.back_q ELSE least(v_q, v_old.q - v_old.back_q) END;
    ELSIF random() < 0.3 AND v_all > 0 THEN
        v_q := v_all;
    END IF;
    v_differs := CASE
        WHEN v_what IN ('receive', 'order', 'up') THEN t.step_in(v_material, v_what, v_q, t.amount(9, floor(random() * 7)::integer))
        WHEN v_what IN ('issue', 'charge', 'down') THEN t.step_out(v_material, v_what, v_q)
        WHEN v_old.tx IS NULL THEN ''
        WHEN v_what = 'back' THEN t.step_back(v_old, v_q)
        WHEN v_what = 'supplier' THEN t.step_supplier(v_old, v_q)
        ELSE t.step_reverse(v_old) END;
    IF v_differs <> '' THEN
        RETURN concat_ws(' ', v_what, v_material, v_q, v_old.tx) || ': ' || v_differs;
    ELSIF t.on_hand(v_material) <> t.booked(v_material) OR t.layers(v_material) <> t.booked_layers(v_material) THEN
        RETURN format('%s %s %s: %s of %s in the books, %s of %s by the second book', v_what, v_material, v_q, t.on_hand(v_material),
                      t.layers(v_material), t.booked(v_material), t.booked_layers(v_material));
    END IF;
    INSERT INTO t.did VALUES (v_what, v_material);
    RETURN '';
END $$;

-- Many steps; the first difference, or ''.
CREATE FUNCTION t.run(p_seed double precision, p_steps integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_differs text;
BEGIN
    PERFORM setseed(p_seed);
    FOR n IN 1 .. p_steps LOOP
        v_differs := t.step();
        IF v_differs = '' AND n % 100 = 0 THEN
            v_differs := t.violations();
        END IF;
        IF v_differs <> '' THEN
            RETURN format('step %s: %s', n, v_differs);
        END IF;
    END LOOP;
    RETURN '';
END $$;

SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.run(0.1, 500), '', 'five hundred random operations');
SELECT is(t.run(0.2, 500), '', 'another five hundred');
SELECT is(t.run(0.3, 500), '', 'and five hundred more');
SELECT is(t.violations(), '', 'every invariant holds');
SELECT is((SELECT split_part(t.order_state('WO'), ';', 1)),
          (SELECT trim_scale(coalesce(sum(CASE what WHEN 'charge' THEN v ELSE - v END), 0))::text FROM t.moved
            WHERE what IN ('charge', 'back') AND NOT reversed), 'the order carries its issues less its returns');
SELECT is((SELECT count(DISTINCT (what, material)) FROM t.did), 27::bigint, 'every kind of operation happened with every method');
SELECT cmp_ok((SELECT count(*) FROM t.moved WHERE reversed), '>', 50::bigint, 'many were reversed');

-- The check sees what is wrong.
RESET SESSION AUTHORIZATION;
UPDATE cost_layers SET value_left = value_left + 1
 WHERE id = (SELECT max(l.id) FROM cost_layers l JOIN materials m ON m.id = l.material_id WHERE m.material_code = 'F' AND l.quantity_left > 0);
UPDATE stock_balances SET quantity = quantity + 1 WHERE material_id = (SELECT id FROM materials WHERE material_code = 'L');
UPDATE work_orders SET actual_material_cost = actual_material_cost + 1 WHERE work_order_number = 'WO';
UPDATE materials SET quantity_reserved = 1000000 WHERE material_code = 'W';
SET SESSION AUTHORIZATION stock_test_1;
SELECT results_eq($$SELECT rule, material FROM api.check_stock('keeper') ORDER BY rule$$,
    $$VALUES ('balances_quantity', 'L'), ('layers_value', 'F'), ('order_cost', 'WO'), ('reserved', 'W'), ('reserved_beyond_stock', 'W')$$,
    'each broken invariant is named');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
