-- Is there a server?
SELECT 'yes';
