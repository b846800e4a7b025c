package org.afterword.engine;

import org.afterword.engine.message.Envelope;

/** What some of a mail's recipients get. */
public record SignedCopy(Envelope envelope, SigningResult result) {}
