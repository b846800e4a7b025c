package org.afterword.functions.onboarding.manual;

import java.util.Optional;
import org.afterword.storage.tenant.TenantId;

/**
 * The organisation that a script is for, by which it tells whether it is connected to another.
 *
 * @param domain one of its accepted domains, in lower case: the one that Microsoft gave it where that is known
 * @param tenant its tenant id; empty where nobody has signed in
 */
public record Organization(String domain, Optional<TenantId> tenant) {}
