package org.afterword.engine;

import org.afterword.engine.splice.SignedMessage;

/** The decision, the message that goes back, and why. */
public record SigningResult(Decision decision, SignedMessage message, Explanation explanation) {}
