package org.afterword.storage.tenant;

import java.time.Instant;

/**
 * A tenant whose way back is known to be broken.
 *
 * @param since the first failure after the last mail that its server took
 * @param cause a word for why, such as {@code NOT_ATTRIBUTED}; it tells nothing of any mail
 */
public record ClosedRoute(TenantId tenant, Instant since, String cause) {}
