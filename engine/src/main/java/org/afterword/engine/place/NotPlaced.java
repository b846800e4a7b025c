package org.afterword.engine.place;

import org.afterword.engine.model.Reason;

/** No signature goes into the mail's texts. */
public record NotPlaced(Reason reason) implements Placement {}
