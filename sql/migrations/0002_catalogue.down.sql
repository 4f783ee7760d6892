-- Drops what 0002 made.
ALTER TABLE kiosks DROP CONSTRAINT kiosks_organization_id_location_id_fkey;
DROP TABLE reasons, machines, lots, locations, suppliers, barcodes, uom_conversions, materials, uoms;
