/** The outside world of Afterword on one machine: certificates, plain SMTP and a tenant of Exchange Online. */
@NullMarked
package org.afterword.simulator;

import org.jspecify.annotations.NullMarked;
