package org.afterword.functions.mail.signing;

import java.time.Instant;
import org.afterword.engine.Decision;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.storage.mail.SigningJob;

/**
 * What one attempt came to for one copy of a mail.
 *
 * @param decision what was done to the copy
 * @param result what the tenant's server answered
 * @param at when the attempt ended
 */
public record MailOutcome(SigningJob job, Decision decision, ReturnResult result, Instant at) {}
