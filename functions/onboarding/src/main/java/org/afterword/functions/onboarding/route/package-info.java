/** Where a tenant takes its mail back: asked of the DNS, proven by a connection, and asked again every day. */
@NullMarked
package org.afterword.functions.onboarding.route;

import org.jspecify.annotations.NullMarked;
