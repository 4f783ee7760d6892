-- What a scanned or typed text is: the one function that every scan screen asks.

-- How a barcode may be written. A trade item number also with or without its leading zeros: the same item is an EAN-13
-- on one label and a GTIN of 14 digits on the next.
CREATE FUNCTION private.barcode_spellings(p_spellings text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT p_spellings || ARRAY(SELECT lpad(ltrim(s, '0'), n, '0')
                                  FROM unnest(p_spellings) AS s, unnest(ARRAY[8, 12, 13, 14]) AS n
                                 WHERE s ~ '^[0-9]{8,14}$' AND length(ltrim(s, '0')) <= n)
$$;

-- What one unit of a barcode is of the material's own.
CREATE FUNCTION private.unit_detail(p_uom text, p_factor numeric, p_own_uom text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN p_uom = p_own_uom AND p_factor = 1 THEN p_own_uom
                ELSE format('1 %s = %s %s', p_uom, trim_scale(p_factor), p_own_uom) END
$$;

-- Things that are stocked, and where: barcodes, materials, lots, locations that are spelled so.
CREATE FUNCTION private.resolve_goods(p_ctx private.context, p_spellings text[])
    RETURNS TABLE (rank integer, spelled text, what text, code text, name text, material text, detail text, uom text,
                   factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT 1, b.barcode, 'material', m.material_code, m.name, m.material_code,
           private.unit_detail(b.uom, b.factor, m.uom), b.uom, trim_scale(b.factor)
      FROM barcodes b
      JOIN materials m ON m.organization_id = b.organization_id AND m.id = b.material_id
     WHERE b.organization_id = p_ctx.organization_id AND b.barcode = ANY (private.barcode_spellings(p_spellings))
    UNION ALL
    SELECT 2, m.material_code, 'material', m.material_code, m.name, m.material_code, m.uom, m.uom, 1
      FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.material_code = ANY (p_spellings)
    UNION ALL
    SELECT 5, l.lot_number, 'lot', l.lot_number, m.name, m.material_code, to_char(l.expiry, 'YYYY-MM-DD'), NULL, NULL
      FROM lots l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE l.organization_id = p_ctx.organization_id AND l.lot_number = ANY (p_spellings)
    UNION ALL
    SELECT 6, l.code, 'location', l.code, p.name, NULL, p.code, NULL, NULL
      FROM locations l
      JOIN plants p ON p.organization_id = l.organization_id AND p.id = l.plant_id
     WHERE l.organization_id = p_ctx.organization_id AND l.code = ANY (p_spellings)
$$;

-- Orders spelled so: purchase orders and their lines (NUMBER/LINE), work orders.
CREATE FUNCTION private.resolve_orders(p_ctx private.context, p_spellings text[])
    RETURNS TABLE (rank integer, spelled text, what text, code text, name text, material text, detail text, uom text,
                   factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT 3, o.purchase_order_number, 'purchase_order', o.purchase_order_number, s.name, NULL, o.order_status,
           NULL::text, NULL::numeric
      FROM purchase_orders o
      JOIN suppliers s ON s.organization_id = o.organization_id AND s.id = o.supplier_id
     WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = ANY (p_spellings)
    UNION ALL
    SELECT 3, o.purchase_order_number || '/' || l.line_number, 'purchase_order',
           o.purchase_order_number || '/' || l.line_number, m.name, m.material_code, l.line_status, NULL,
           NULL
      FROM (SELECT regexp_match(s, '^(.+)/([0-9]{1,9})$') AS part FROM unnest(p_spellings) AS s) AS t
      JOIN purchase_orders o ON o.organization_id = p_ctx.organization_id AND o.purchase_order_number = t.part[1]
      JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
                                 AND l.line_number = t.part[2]::integer
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
    UNION ALL
    SELECT 4, o.work_order_number, 'work_order', o.work_order_number, m.name, m.material_code, o.order_status, NULL,
           NULL
      FROM work_orders o
      LEFT JOIN materials m ON m.organization_id = o.organization_id AND m.id = o.product_id
     WHERE o.organization_id = p_ctx.organization_id AND o.work_order_number = ANY (p_spellings)
$$;

-- Whose badge this is, exactly as printed. Of the person only the name: a badge number is half of a sign-on.
CREATE FUNCTION private.resolve_badge(p_ctx private.context, p_text text)
    RETURNS TABLE (rank integer, spelled text, what text, code text, name text, material text, detail text, uom text,
                   factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT 7, u.badge, 'user', u.display_name, u.display_name, NULL::text, NULL::text, NULL::text, NULL::numeric
      FROM users u
     WHERE u.organization_id = p_ctx.organization_id AND u.badge = p_text
$$;

-- How this text is written where it occurs, in whatever case. No index helps here, so it is asked only when the usual
-- spellings found nothing.
CREATE FUNCTION private.any_case(p_ctx private.context, p_text text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT ARRAY(
        SELECT b.barcode FROM barcodes b
         WHERE b.organization_id = p_ctx.organization_id AND lower(b.barcode) = lower(p_text)
        UNION SELECT m.material_code FROM materials m
         WHERE m.organization_id = p_ctx.organization_id AND lower(m.material_code) = lower(p_text)
        UNION SELECT o.purchase_order_number || coalesce(t.line, '')
          FROM (SELECT NULL AS line UNION ALL SELECT substring(p_text FROM '/[0-9]{1,9}$')) AS t
          JOIN purchase_orders o ON o.organization_id = p_ctx.organization_id
                                AND lower(o.purchase_order_number || coalesce(t.line, '')) = lower(p_text)
        UNION SELECT o.work_order_number FROM work_orders o
         WHERE o.organization_id = p_ctx.organization_id AND lower(o.work_order_number) = lower(p_text)
        UNION SELECT l.lot_number FROM lots l
         WHERE l.organization_id = p_ctx.organization_id AND lower(l.lot_number) = lower(p_text)
        UNION SELECT l.code FROM locations l
         WHERE l.organization_id = p_ctx.organization_id AND lower(l.code) = lower(p_text))
$$;

-- All that is spelled so, each thing once.
CREATE FUNCTION private.resolve_spelled(p_ctx private.context, p_text text, p_spellings text[])
    RETURNS TABLE (what text, code text, name text, material text, detail text, uom text, factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT d.what, d.code, d.name, d.material, d.detail, d.uom, d.factor
      FROM (SELECT DISTINCT ON (f.what, f.code, f.material, CASE WHEN f.what = 'location' THEN f.detail END) f.*
              FROM (SELECT g.* FROM private.resolve_goods(p_ctx, p_spellings) AS g
                    UNION ALL SELECT o.* FROM private.resolve_orders(p_ctx, p_spellings) AS o
                    UNION ALL SELECT u.* FROM private.resolve_badge(p_ctx, p_text) AS u) AS f
             ORDER BY f.what, f.code, f.material, CASE WHEN f.what = 'location' THEN f.detail END, f.rank) AS d
     ORDER BY d.rank, d.spelled <> p_text,
              d.what = 'location' AND d.detail <> (SELECT p.code FROM plants p
                                                    WHERE p.organization_id = p_ctx.organization_id
                                                      AND p.id = p_ctx.plant_id),
              d.code, d.material
     LIMIT 20
$$;

-- What the text stands for, best first: barcode, material, purchase order (or NUMBER/LINE), work order, lot, location,
-- badge; no row when it is nothing known. Case does not matter, except on a badge. uom and factor: what one of it is of
-- the material's own unit; NULL of what is no material.
CREATE FUNCTION api.resolve(p_token text, p_text text)
    RETURNS TABLE (what text, code text, name text, material text, detail text, uom text, factor numeric)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx  private.context;
    v_text text;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_text := private.words(p_text, 'text', 200);
    RETURN QUERY
        SELECT s.* FROM private.resolve_spelled(v_ctx, v_text, ARRAY[v_text, upper(v_text), lower(v_text)]) AS s;
    IF NOT FOUND THEN
        RETURN QUERY SELECT s.* FROM private.resolve_spelled(v_ctx, v_text, private.any_case(v_ctx, v_text)) AS s;
    END IF;
END
$$;
