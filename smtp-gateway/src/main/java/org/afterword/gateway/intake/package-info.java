/** One message on its way in: who it belongs to, where it is stored, and what the client is told. */
@NullMarked
package org.afterword.gateway.intake;

import org.jspecify.annotations.NullMarked;
