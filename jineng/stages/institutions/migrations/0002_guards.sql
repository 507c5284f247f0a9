-- The lists of bodies are public; an account is changed by no statement of the application.
call keep_trail_of('institutions_body');
call keep_trail_of('institutions_listing');
call only_ever_added('institutions_body');
call only_ever_added('institutions_listing');
grant select, insert on institutions_body, institutions_listing to jineng_app;
