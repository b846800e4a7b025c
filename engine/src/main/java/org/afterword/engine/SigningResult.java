package org.afterword.engine;

import org.afterword.engine.splice.SignedMessage;

/** The decision and the message that goes back. */
public record SigningResult(Decision decision, SignedMessage message) {}
