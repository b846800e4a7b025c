package org.afterword.engine.place;

/** What came of the search for a place. */
public sealed interface Placement permits Placed, NotPlaced {}
