-- A sink can be changed, so that an attempt keeps where it went. Of attempts made before this, nobody knows.
ALTER TABLE delivery ADD first_url text;
ALTER TABLE attempt ADD url text;
